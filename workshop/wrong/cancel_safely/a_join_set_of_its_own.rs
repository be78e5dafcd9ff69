// refused: lost, neither saved nor in the queue: records 3, 4 and 5
use std::sync::Arc;
use tokio::task::JoinSet;

async fn work(queue: Arc<Queue>) {
    let mut own = JoinSet::new(); // it is dropped with the rest, and aborts its tasks
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        own.spawn(async move { record.save().await });
        own.join_next().await;
    }
}
