// refused: photos were under way at once, between download and disk
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
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        tasks.spawn(async move {
            let photo = studio.download(number).await;
            drop(permit); // the next may begin: and this one is still in memory
            let photo = photo?;
            let (tell, is_saved) = oneshot::channel();
            pool.spawn(move || {
                photo.blur().save();
                let _ = tell.send(());
            });
            is_saved.await.map_err(|error| error.to_string())
        });
    }
    let mut errors = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        errors.extend(ended.unwrap().err());
    }
    errors
}
