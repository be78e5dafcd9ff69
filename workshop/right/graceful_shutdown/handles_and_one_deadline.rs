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
            biased;
            _ = &mut stop => break,
            request = requests.recv() => match request {
                Some(request) => {
                    handles.push(tokio::spawn(async move { request.answer().await }));
                }
                None => break,
            },
        }
    }
    let deadline = Instant::now() + grace;
    let mut cut_off = 0;
    for mut handle in handles {
        if timeout_at(deadline, &mut handle).await.is_err() {
            handle.abort();
            cut_off += 1;
        }
    }
    cut_off
}
