use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = smol::channel::bounded(1);
    pool.spawn_fifo(move || {
        let picture = catch_unwind(AssertUnwindSafe(|| photo.blur()));
        let _ = sender.send_blocking(picture.map_err(|_| "it panicked".to_owned()));
    });
    receiver.recv().await.unwrap()
}
