// refused: left for ever
use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    let record = queue.lock().unwrap().pop_front();
    if let Some(record) = record {
        let save = tokio::spawn(async move { record.save().await });
        let _ = save.await;
    }
}
