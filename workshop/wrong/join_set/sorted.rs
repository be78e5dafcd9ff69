// refused: you returned [Ok(10), Ok(20), Ok(30), Ok(40)]
async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut handles = Vec::new();
    for shop in shops {
        handles.push(tokio::spawn(async move { shop.ask().await }));
    }
    let mut answers = Vec::new();
    for handle in handles {
        answers.push(handle.await.unwrap_or_else(|panic| Err(panic.to_string())));
    }
    answers.sort();
    answers
}
