use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::Mutex;
use tokio::sync::Notify;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let done = Arc::new((Mutex::new(None), Notify::new()));
    let shared = Arc::clone(&done);
    pool.spawn(move || {
        let picture = catch_unwind(AssertUnwindSafe(|| photo.blur()));
        let (place, bell) = &*shared;
        *place.lock().unwrap() = Some(picture);
        bell.notify_one();
    });
    let (place, bell) = &*done;
    bell.notified().await;
    let picture = place.lock().unwrap().take().unwrap();
    picture.map_err(|_| "it panicked".to_owned())
}
