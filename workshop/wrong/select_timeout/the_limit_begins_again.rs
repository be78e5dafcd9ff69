// refused: you returned Some("near") after 800 ms
use std::time::Duration;
use tokio::time::sleep;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    let both = async {
        tokio::select! {
            answer = near.ask() => answer,
            answer = far.ask() => answer,
        }
    };
    tokio::pin!(both);
    for _look in 0..2 {
        tokio::select! {
            answer = &mut both => return Some(answer),
            () = sleep(limit) => {}
        }
    }
    None
}
