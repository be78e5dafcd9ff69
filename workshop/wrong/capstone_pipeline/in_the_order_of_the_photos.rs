// refused: all others waited for it in the end
use rayon::ThreadPool;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let mut under_way = VecDeque::new();
    let mut errors = Vec::new();
    for number in 0..studio.photos() {
        let (studio, pool) = (studio.clone(), Arc::clone(&pool));
        let task = tokio::spawn(async move {
            let photo = studio.download(number).await?;
            let (tell, is_saved) = oneshot::channel();
            pool.spawn(move || {
                photo.blur().save();
                let _ = tell.send(());
            });
            is_saved.await.map_err(|error| error.to_string())
        });
        under_way.push_back(task);
        if under_way.len() == limit {
            let oldest = under_way.pop_front().unwrap();
            errors.extend(oldest.await.unwrap().err());
        }
    }
    for task in under_way {
        errors.extend(task.await.unwrap().err());
    }
    errors
}
