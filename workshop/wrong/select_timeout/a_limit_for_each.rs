// refused: your 2 requests ran one after the other
use std::time::Duration;
use tokio::time::timeout;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    if let Ok(answer) = timeout(limit, near.ask()).await {
        return Some(answer);
    }
    timeout(limit, far.ask()).await.ok()
}
