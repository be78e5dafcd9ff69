// refused: saved when `pipeline` returned
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let mut tasks = JoinSet::new();
    for number in 0..studio.photos() {
        let (studio, pool) = (studio.clone(), Arc::clone(&pool));
        let permits = Arc::clone(&permits);
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let photo = studio.download(number).await?;
            let (tell, is_saved) = oneshot::channel();
            pool.spawn(move || {
                photo.blur().save();
                let _ = tell.send(());
            });
            is_saved.await.map_err(|error| error.to_string())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended.unwrap() {
            return vec![error];
        }
    }
    Vec::new()
}
