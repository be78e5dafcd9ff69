// refused: not begun when it came: requests 1 and 2
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    _grace: Duration,
) -> usize {
    loop {
        tokio::select! {
            biased;
            _ = &mut stop => return 0,
            Some(request) = requests.recv() => request.answer().await,
        }
    }
}
