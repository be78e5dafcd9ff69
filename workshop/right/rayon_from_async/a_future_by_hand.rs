use rayon::ThreadPool;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::Mutex;
use std::task::{Poll, Waker};

#[derive(Default)]
struct Place {
    picture: Option<Result<Picture, String>>,
    waker: Option<Waker>,
}

async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    let place = Arc::new(Mutex::new(Place::default()));
    let shared = Arc::clone(&place);
    pool.spawn(move || {
        let picture = catch_unwind(AssertUnwindSafe(|| photo.blur()));
        let mut place = shared.lock().unwrap();
        place.picture = Some(picture.map_err(|_| "it panicked".to_owned()));
        if let Some(waker) = place.waker.take() {
            waker.wake();
        }
    });
    poll_fn(|context| {
        let mut place = place.lock().unwrap();
        match place.picture.take() {
            Some(picture) => Poll::Ready(picture),
            None => {
                place.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}
