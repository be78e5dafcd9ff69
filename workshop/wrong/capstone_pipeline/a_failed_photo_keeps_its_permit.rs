// refused: This would not have ended
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
            permits.acquire().await.unwrap().forget();
            let photo = studio.download(number).await?;
            let (tell, is_saved) = oneshot::channel();
            pool.spawn(move || {
                photo.blur().save();
                let _ = tell.send(());
            });
            let saved = is_saved.await.map_err(|error| error.to_string());
            permits.add_permits(1); // not where the download has failed
            saved
        });
    }
    let mut errors = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        errors.extend(ended.unwrap().err());
    }
    errors
}
