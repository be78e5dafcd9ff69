// refused: late: the runtime's thread was kept
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = mpsc::channel();
    pool.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    let picture = receiver.recv().unwrap(); // the same wait, and no task of tokio's
    picture.map_err(|_| "a panic".to_owned())
}
