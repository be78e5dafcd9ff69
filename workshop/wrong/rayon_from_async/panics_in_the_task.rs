// refused: a panic: this photo is broken
use rayon::ThreadPool;
use std::panic::resume_unwind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    pool.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    match receiver.await.unwrap() {
        Ok(picture) => Ok(picture),
        Err(panic) => resume_unwind(panic),
    }
}
