use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let deadline = Instant::now() + limit;
    let (near, far) = (pin!(near.ask()), pin!(far.ask()));
    let first = async {
        tokio::select! {
            biased;
            answer = near => answer,
            answer = far => answer,
        }
    };
    timeout_at(deadline, first).await.ok()
}
