// refused: Cannot block the current thread from within a runtime
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    pool.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    receiver.blocking_recv().unwrap().map_err(|_| "a panic".to_owned())
}
