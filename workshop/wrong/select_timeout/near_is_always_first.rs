// refused: you returned Some("near") after 400 ms
use std::time::Duration;
use tokio::time::timeout;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let far = tokio::spawn(async move { far.ask().await });
    let answer = timeout(limit, near.ask()).await.ok();
    far.abort();
    answer
}
