// refused: blurred on threads that are not the pool's
use rayon::ThreadPool;
use std::sync::Arc;

async fn blur(photo: Photo, _pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let picture = tokio::task::spawn_blocking(move || photo.blur()).await;
    picture.map_err(|error| error.to_string())
}
