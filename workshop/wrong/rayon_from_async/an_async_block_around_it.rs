// refused: late: the runtime's thread was kept
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let task = tokio::spawn(async move {
        let picture = catch_unwind(AssertUnwindSafe(|| pool.install(|| photo.blur())));
        picture.map_err(|_| "a panic".to_owned())
    });
    task.await.unwrap()
}
