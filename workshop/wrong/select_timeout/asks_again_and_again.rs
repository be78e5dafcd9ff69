// refused: requests were made
use std::time::Duration;
use tokio::time::{Instant, sleep};

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let begin = Instant::now();
    while begin.elapsed() < limit {
        tokio::select! {
            answer = near.ask() => return Some(answer),
            answer = far.ask() => return Some(answer),
            () = sleep(limit / 10) => {} // both questions are dropped, and asked anew
        }
    }
    None
}
