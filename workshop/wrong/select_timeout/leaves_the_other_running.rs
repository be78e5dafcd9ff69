// refused: request 1 went on after you had returned
use std::time::Duration;
use tokio::time::sleep;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let near = tokio::spawn(async move { near.ask().await });
    let far = tokio::spawn(async move { far.ask().await });
    tokio::select! {
        answer = near => answer.ok(),
        answer = far => answer.ok(),
        _ = sleep(limit) => None,
    }
}
