// refused: only after 1000 ms
use std::time::Duration;
use tokio::time::sleep;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let near = tokio::spawn(async move { near.ask().await });
    let far = tokio::spawn(async move { far.ask().await });
    sleep(limit).await;
    let first = if near.is_finished() { near } else { far };
    match first.is_finished() {
        true => first.await.ok(),
        false => {
            first.abort();
            None
        }
    }
}
