// refused: not all that was begun had ended
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, mut receiver) = oneshot::channel();
    pool.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    match receiver.try_recv() {
        Ok(Ok(picture)) => Ok(picture),
        _ => Err("there is no picture".to_owned()),
    }
}
