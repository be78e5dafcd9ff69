// refused: you returned [Ok(1), Err("sold out"), Ok(4)]
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    let mut answers = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        answers.extend(joined.ok());
    }
    answers
}
