// refused: error: future cannot be sent between threads safely
use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    loop {
        let mut records = queue.lock().unwrap();
        let Some(record) = records.front() else { return };
        record.save().await;
        records.pop_front();
    }
}
