// refused: `serve` returned 1200 ms after the stop
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

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
    while let Ok(Some(_)) = timeout(grace, tasks.join_next()).await {}
    let cut_off = tasks.len();
    tasks.shutdown().await;
    cut_off
}
