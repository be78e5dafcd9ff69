use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    pool.spawn(move || {
        let _ = catch_unwind(AssertUnwindSafe(|| sender.send(photo.blur())));
    });
    receiver.await.map_err(|_| "it panicked".to_owned())
}
