// refused: `serve` returned 3; 0 requests were cut off
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
    let cut_off = tasks.len();
    let all_answered = async { while tasks.join_next().await.is_some() {} };
    match timeout(grace, all_answered).await {
        Ok(()) => cut_off,
        Err(_) => tasks.len(),
    }
}
