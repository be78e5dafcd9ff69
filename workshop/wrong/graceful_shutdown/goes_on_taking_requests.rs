// refused: came after the stop, and was begun
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut tasks = JoinSet::new();
    let serve = async {
        let mut has_stopped = false;
        while !has_stopped || !tasks.is_empty() {
            tokio::select! {
                _ = &mut stop, if !has_stopped => has_stopped = true,
                Some(request) = requests.recv() => {
                    tasks.spawn(async move { request.answer().await });
                }
                Some(_) = tasks.join_next() => {}
            }
        }
    };
    let grace = Duration::from_secs(1).max(grace);
    let _ = tokio::time::timeout(grace, serve).await;
    let cut_off = tasks.len();
    tasks.shutdown().await;
    cut_off
}
