// refused: you returned Some("near") only after 300 ms
use std::time::{Duration, Instant};
use tokio::time::timeout;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let timed = async |server: Server| {
        let answer = server.ask().await;
        (Instant::now(), answer)
    };
    let both = async { tokio::join!(timed(near), timed(far)) };
    let (near, far) = timeout(limit, both).await.ok()?;
    Some(near.min(far).1)
}
