use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let mut both = JoinSet::new();
    for server in [near, far] {
        both.spawn(async move { server.ask().await });
    }
    match timeout(limit, both.join_next()).await {
        Ok(Some(Ok(answer))) => Some(answer),
        _ => None, // the set is dropped here, and aborts what is in it
    }
}
