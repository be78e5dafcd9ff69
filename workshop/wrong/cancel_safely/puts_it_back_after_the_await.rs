// refused: lost, neither saved nor in the queue: records 3, 4 and 5
use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        let mut is_saved = false;
        let save = async {
            record.save().await;
            is_saved = true;
        };
        save.await;
        if !is_saved {
            queue.lock().unwrap().push_front(record);
        }
    }
}
