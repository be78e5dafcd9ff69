// refused: requests 2 and 3 went on after `serve` had returned
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut handles = Vec::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            Some(request) = requests.recv() => {
                handles.push(tokio::spawn(async move { request.answer().await }));
            }
        }
    }
    let deadline = Instant::now() + grace;
    let mut cut_off = 0;
    for handle in handles {
        if timeout_at(deadline, handle).await.is_err() {
            cut_off += 1; // the handle is dropped, and the task goes on
        }
    }
    cut_off
}
