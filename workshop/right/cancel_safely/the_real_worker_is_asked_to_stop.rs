use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks to stop when it is dropped.
struct Ask(Arc<AtomicBool>);

impl Drop for Ask {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn work(queue: Arc<Queue>) {
    let stop = Arc::new(AtomicBool::new(false));
    let _ask = Ask(Arc::clone(&stop));
    let worker = tokio::spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            let Some(record) = queue.lock().unwrap().pop_front() else { return };
            record.save().await;
        }
    });
    worker.await.unwrap();
}
