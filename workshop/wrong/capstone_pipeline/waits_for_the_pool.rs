// refused: while photos were blurred, tokio's thread stood still
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::Semaphore;
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
            pool.install(|| photo.blur().save());
            Ok::<(), String>(())
        });
    }
    let mut errors = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        errors.extend(ended.unwrap().err());
    }
    errors
}
