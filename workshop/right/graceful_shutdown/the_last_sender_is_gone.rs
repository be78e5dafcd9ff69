use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let (is_at_it, mut nobody_is_at_it) = mpsc::channel::<()>(1);
    let (cut_off, _) = watch::channel(());
    let count = Arc::new(AtomicUsize::new(0));
    while let Some(request) = tokio::select! {
        _ = &mut stop => None,
        request = requests.recv() => request,
    } {
        let (is_at_it, mut is_cut_off) = (is_at_it.clone(), cut_off.subscribe());
        let count = Arc::clone(&count);
        tokio::spawn(async move {
            let _is_at_it = is_at_it;
            tokio::select! {
                () = request.answer() => {}
                _ = is_cut_off.changed() => {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    drop(is_at_it);
    tokio::select! {
        _ = nobody_is_at_it.recv() => {}
        () = sleep(grace) => {
            cut_off.send_replace(());
            nobody_is_at_it.recv().await;
        }
    }
    count.load(Ordering::Relaxed)
}
