// refused: panic came out of a job in the pool, and nobody caught it
use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    pool.spawn(move || drop(sender.send(photo.blur())));
    receiver.await.map_err(|_| "it panicked".to_owned())
}
