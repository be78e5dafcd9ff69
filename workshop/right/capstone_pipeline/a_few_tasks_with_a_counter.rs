use rayon::ThreadPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::spawn_blocking;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = Vec::new();
    for _ in 0..limit {
        let (studio, pool) = (studio.clone(), Arc::clone(&pool));
        let next = Arc::clone(&next);
        workers.push(tokio::spawn(async move {
            let mut errors = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= studio.photos() {
                    return errors;
                }
                match studio.download(number).await {
                    Ok(photo) => {
                        let pool = Arc::clone(&pool);
                        let develop = move || pool.install(|| photo.blur().save());
                        spawn_blocking(develop).await.unwrap();
                    }
                    Err(error) => errors.push(error),
                }
            }
        }));
    }
    let mut errors = Vec::new();
    for worker in workers {
        errors.extend(worker.await.unwrap());
    }
    errors
}
