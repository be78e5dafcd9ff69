// refused: `serve` returned 9950 ms after the stop
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            Some(request) = requests.recv() => {
                tasks.spawn(async move { request.answer().await });
            }
        }
    }
    let _ = grace;
    while tasks.join_next().await.is_some() {}
    0
}
