// refused: saved twice, or saved and still in the queue
use std::sync::Arc;

struct InHand {
    record: Option<Record>,
    queue: Arc<Queue>,
}

impl Drop for InHand {
    fn drop(&mut self) {
        let record = self.record.take();
        self.queue.lock().unwrap().extend(record);
    }
}

async fn work(queue: Arc<Queue>) {
    loop {
        let record = queue.lock().unwrap().pop_front();
        let in_hand = InHand { record, queue: Arc::clone(&queue) };
        let Some(record) = &in_hand.record else { return };
        record.save().await;
    }
}
