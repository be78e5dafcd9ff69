use std::sync::Arc;

async fn work(queue: Arc<Queue>) {
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        // Where this is cancelled, the other task goes on: its handle is dropped, no more.
        let save = tokio::spawn(async move { record.save().await });
        save.await.unwrap();
    }
}
