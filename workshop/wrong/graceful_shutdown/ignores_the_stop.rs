// refused: request 3 came after the stop, and was begun
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
    while let Some(request) = requests.recv().await {
        tasks.spawn(async move { request.answer().await });
        if stop.try_recv().is_ok() {
            break; // it is noticed only when the next request comes
        }
    }
    let all_answered = async { while tasks.join_next().await.is_some() {} };
    let _ = timeout(grace, all_answered).await;
    tasks.len()
}
