use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut tasks = JoinSet::new();
    let mut deadline = None;
    loop {
        let is_over = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = &mut stop, if deadline.is_none() => deadline = Some(Instant::now() + grace),
            Some(request) = requests.recv(), if deadline.is_none() => {
                tasks.spawn(async move { request.answer().await });
            }
            Some(_) = tasks.join_next() => {}
            () = is_over => return tasks.len(), // they are dropped, which aborts them
        }
        if deadline.is_some() && tasks.is_empty() {
            return 0;
        }
    }
}
