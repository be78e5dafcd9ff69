// refused: cut off, and not answered
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
    tasks.abort_all();
    let mut cut_off = 0;
    let all_ended = async {
        while let Some(ended) = tasks.join_next().await {
            cut_off += usize::from(ended.is_err());
        }
    };
    let _ = timeout(grace, all_ended).await;
    cut_off
}
