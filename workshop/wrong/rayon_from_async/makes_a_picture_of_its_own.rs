// refused: was blurred 0 times
use rayon::ThreadPool;
use std::sync::Arc;

async fn blur(photo: Photo, _pool: Arc<ThreadPool>) -> Result<Picture, String> {
    if photo.is_broken {
        return Err("this photo is broken".to_owned());
    }
    Ok(Picture { name: photo.name, thread: Some("pool 0".to_owned()) })
}
