// refused: lost, neither saved nor in the queue: records 3, 4 and 5
use std::sync::Arc;

struct InHand {
    record: Option<Record>,
    queue: Arc<Queue>,
}

impl Drop for InHand {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            self.queue.lock().unwrap().push_front(record);
        }
    }
}

async fn work(queue: Arc<Queue>) {
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        let mut in_hand = InHand { record: Some(record), queue: Arc::clone(&queue) };
        let record = in_hand.record.take().unwrap(); // now the guard has nothing in hand
        record.save().await;
    }
}
