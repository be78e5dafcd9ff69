use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut tasks = JoinSet::new();
    let mut begin = |request: Request| {
        tasks.spawn(async move { request.answer().await });
    };
    loop {
        tokio::select! {
            _ = &mut stop => break requests.close(),
            Some(request) = requests.recv() => begin(request),
        }
    }
    while let Some(request) = requests.recv().await {
        begin(request); // it was in the channel before the stop
    }
    tokio::select! {
        () = sleep(grace) => {}
        () = async { while tasks.join_next().await.is_some() {} } => {}
    }
    tasks.abort_all();
    let mut cut_off = 0;
    while let Some(ended) = tasks.join_next().await {
        cut_off += usize::from(ended.is_err_and(|error| error.is_cancelled()));
    }
    cut_off
}
