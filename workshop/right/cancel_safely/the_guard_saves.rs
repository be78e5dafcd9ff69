use std::sync::Arc;

/// What a worker has in hand.
struct Worker {
    queue: Arc<Queue>,
    in_hand: Option<Record>,
}

impl Worker {
    async fn save_next(&mut self) -> bool {
        self.in_hand = self.queue.lock().unwrap().pop_back();
        match &self.in_hand {
            Some(record) => record.save().await,
            None => return false,
        }
        self.in_hand.take().is_some()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.queue.lock().unwrap().extend(self.in_hand.take());
    }
}

async fn work(queue: Arc<Queue>) {
    let mut worker = Worker { queue, in_hand: None };
    while worker.save_next().await {}
}
