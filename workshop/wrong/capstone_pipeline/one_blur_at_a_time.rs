// refused: at most 1 of the pool's four threads blurred at once
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let turn = Arc::new(Mutex::new(pool));
    let mut tasks = JoinSet::new();
    for number in 0..studio.photos() {
        let (studio, turn) = (studio.clone(), Arc::clone(&turn));
        let permits = Arc::clone(&permits);
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            let photo = studio.download(number).await?;
            let pool = turn.lock().await;
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
