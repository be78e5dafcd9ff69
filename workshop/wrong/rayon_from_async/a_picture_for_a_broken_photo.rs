// refused: what became of photo 2: sunset
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let (sender, receiver) = oneshot::channel();
    let name = photo.name;
    pool.spawn(move || {
        let picture = catch_unwind(AssertUnwindSafe(|| photo.blur()));
        let _ = sender.send(picture.unwrap_or(Picture { name, thread: None }));
    });
    receiver.await.map_err(|_| "the pool gave no answer".to_owned())
}
