// refused: It looks like an endless loop
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, mut receiver) = oneshot::channel();
    pool.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    loop {
        if let Ok(picture) = receiver.try_recv() {
            return picture.map_err(|_| "a panic".to_owned());
        }
        tokio::task::yield_now().await;
    }
}
