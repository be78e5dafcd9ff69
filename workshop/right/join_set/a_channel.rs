use tokio::sync::mpsc;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let (sender, mut receiver) = mpsc::channel(1);
    for shop in shops {
        let sender = sender.clone();
        tokio::spawn(async move {
            let asked = tokio::spawn(async move { shop.ask().await });
            let answer = asked.await.unwrap_or_else(|_| Err("it panicked".to_owned()));
            sender.send(answer).await.unwrap();
        });
    }
    drop(sender); // now the channel is closed when the last task has sent its answer
    let mut answers = Vec::new();
    while let Some(answer) = receiver.recv().await {
        answers.push(answer);
    }
    answers
}
