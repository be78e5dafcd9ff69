// refused: you returned [Err("no answer"), Err("no answer"), Ok(7)]
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    let mut answers = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        let price = joined.ok().and_then(|answer| answer.ok());
        answers.push(price.ok_or("no answer".to_owned()));
    }
    answers
}
