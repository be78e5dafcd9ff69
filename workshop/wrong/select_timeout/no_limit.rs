// refused: you returned Some("near") after 800 ms
use std::time::Duration;

async fn first_answer(
    near: Server,
    far: Server,
    _limit: Duration,
) -> Option<&'static str> {
    tokio::select! {
        answer = near.ask() => Some(answer),
        answer = far.ask() => Some(answer),
    }
}
