// refused: the most that were downloaded at once: 1 photo
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let mut tasks = JoinSet::new();
    let mut errors = Vec::new();
    for number in 0..studio.photos() {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        match studio.download(number).await {
            Ok(photo) => {
                let (tell, is_saved) = oneshot::channel();
                pool.spawn(move || {
                    photo.blur().save();
                    let _ = tell.send(());
                });
                tasks.spawn(async move {
                    let _permit = permit;
                    is_saved.await.unwrap();
                });
            }
            Err(error) => errors.push(error),
        }
    }
    tasks.join_all().await;
    errors
}
