// refused: photos were under way at once, between download and disk
use rayon::ThreadPool;
use rayon::prelude::*;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let permits = Arc::new(Semaphore::new(limit));
    let mut tasks = JoinSet::new();
    for number in 0..studio.photos() {
        let (studio, permits) = (studio.clone(), Arc::clone(&permits));
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            studio.download(number).await
        });
    }
    let (mut photos, mut errors) = (Vec::new(), Vec::new());
    for ended in tasks.join_all().await {
        match ended {
            Ok(photo) => photos.push(photo),
            Err(error) => errors.push(error),
        }
    }
    let develop = move || photos.into_par_iter().for_each(|photo| photo.blur().save());
    spawn_blocking(move || pool.install(develop)).await.unwrap();
    errors
}
