// refused: all of your 8 records were under way at once
use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        tokio::spawn(async move { record.save().await });
    }
}
