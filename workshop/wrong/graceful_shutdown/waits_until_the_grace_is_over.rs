// refused: `serve` returned 1000 ms after the stop
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
    tokio::time::sleep(grace).await;
    let mut cut_off = tasks.len();
    while tasks.try_join_next().is_some() {
        cut_off -= 1;
    }
    tasks.shutdown().await;
    cut_off
}
