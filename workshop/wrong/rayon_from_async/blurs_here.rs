// refused: blurred on threads that are not the pool's
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

async fn blur(photo: Photo, _pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let picture = catch_unwind(AssertUnwindSafe(|| photo.blur()));
    picture.map_err(|_| "a panic".to_owned())
}
