// refused: blurred outside of the pool
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use workshop::Studio;

async fn pipeline(studio: Studio, _pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let mut tasks = JoinSet::new();
    for number in 0..studio.photos() {
        let (studio, permits) = (studio.clone(), Arc::clone(&permits));
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let photo = studio.download(number).await?;
            let saved = spawn_blocking(move || photo.blur().save()).await;
            saved.map_err(|error| error.to_string())
        });
    }
    let mut errors = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        errors.extend(ended.unwrap().err());
    }
    errors
}
