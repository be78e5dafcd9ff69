use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let (sender, mut errors) = mpsc::unbounded_channel();
    for number in 0..studio.photos() {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let (studio, pool, sender) = (studio.clone(), Arc::clone(&pool), sender.clone());
        tokio::spawn(async move {
            match studio.download(number).await {
                Ok(photo) => pool.spawn(move || {
                    photo.blur().save();
                    drop(permit);
                }),
                Err(error) => sender.send(error).unwrap(),
            }
        });
    }
    let _all = permits.acquire_many(limit as u32).await.unwrap();
    drop(sender);
    let mut failed = Vec::new();
    while let Some(error) = errors.recv().await {
        failed.push(error);
    }
    failed
}
