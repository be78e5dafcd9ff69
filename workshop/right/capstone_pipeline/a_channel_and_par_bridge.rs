use rayon::ThreadPool;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;
use workshop::{Photo, Studio};

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let (queue, mut photos) = mpsc::channel::<(Photo, OwnedSemaphorePermit)>(limit);
    let computing = spawn_blocking(move || {
        let next = move || photos.blocking_recv();
        let develop_all = || {
            std::iter::from_fn(next).par_bridge().for_each(|(photo, permit)| {
                photo.blur().save();
                drop(permit);
            });
        };
        pool.install(develop_all);
    });
    let permits = Arc::new(Semaphore::new(limit));
    let errors = Arc::new(Mutex::new(Vec::new()));
    for number in 0..studio.photos() {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let (studio, queue, errors) =
            (studio.clone(), queue.clone(), Arc::clone(&errors));
        tokio::spawn(async move {
            match studio.download(number).await {
                Ok(photo) => drop(queue.send((photo, permit)).await),
                Err(error) => errors.lock().unwrap().push(error),
            }
        });
    }
    drop(queue);
    computing.await.unwrap();
    std::mem::take(&mut *errors.lock().unwrap())
}
