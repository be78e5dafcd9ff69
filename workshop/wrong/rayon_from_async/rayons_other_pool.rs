// refused: blurred on threads that are not the pool's
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, _pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    rayon::spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| photo.blur())));
    });
    receiver.await.unwrap().map_err(|_| "a panic".to_owned())
}
