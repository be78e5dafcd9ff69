// refused: your 4 requests ran one after the other
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    let mut answers = Vec::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
        let joined = tasks.join_next().await.unwrap();
        answers.push(joined.unwrap_or_else(|panic| Err(panic.to_string())));
    }
    answers
}
