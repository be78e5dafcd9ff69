use futures_lite::future::race;
use std::time::Duration;
use tokio::time::timeout;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    timeout(limit, race(near.ask(), far.ask())).await.ok()
}
