// refused: at most 1 of the pool's four threads blurred at once
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let picture = catch_unwind(AssertUnwindSafe(|| pool.install(|| photo.blur())));
    picture.map_err(|_| "a panic".to_owned())
}
