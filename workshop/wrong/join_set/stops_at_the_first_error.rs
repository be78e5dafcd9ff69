// refused: requests 0 and 2 were dropped before the end
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    let mut answers = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        let answer = joined.unwrap_or_else(|panic| Err(panic.to_string()));
        let is_error = answer.is_err();
        answers.push(answer);
        if is_error {
            break;
        }
    }
    answers
}
