// refused: lost, neither saved nor in the queue
use std::mem;
use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    let mut records = mem::take(&mut *queue.lock().unwrap());
    while let Some(record) = records.front() {
        record.save().await;
        records.pop_front();
    }
}
