use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let (sender, mut answers) = mpsc::channel(2);
    let ask = |server: Server| {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(server.ask().await).await })
    };
    let tasks = [ask(near), ask(far)];
    let first = tokio::select! {
        answer = answers.recv() => answer,
        () = sleep(limit) => None,
    };
    for task in &tasks {
        task.abort();
    }
    first
}
