use rayon::ThreadPool;
use std::sync::Arc;

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let install = move || pool.install(|| photo.blur()); // a panic comes through
    tokio::task::spawn_blocking(install).await.map_err(|error| error.to_string())
}
