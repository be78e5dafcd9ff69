// refused: late: the runtime's thread was kept
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    pool.install(|| {
        // waits until a thread of the pool has time to do this
        rayon::spawn(move || {
            let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
        });
    });
    receiver.await.unwrap().map_err(|_| "a panic".to_owned())
}
