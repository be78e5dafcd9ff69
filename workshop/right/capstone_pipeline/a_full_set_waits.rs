use rayon::ThreadPool;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use workshop::Studio;

async fn develop(
    studio: Studio,
    pool: Arc<ThreadPool>,
    number: usize,
) -> Result<(), String> {
    let photo = studio.download(number).await?;
    let (tell, is_saved) = oneshot::channel();
    pool.spawn(move || {
        photo.blur().save();
        let _ = tell.send(());
    });
    is_saved.await.map_err(|error| error.to_string())
}

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let mut errors = Vec::new();
    let mut under_way = JoinSet::<Result<(), String>>::new();
    for number in 0..studio.photos() {
        if under_way.len() == limit {
            let ended = under_way.join_next().await.unwrap();
            errors.extend(ended.unwrap().err());
        }
        under_way.spawn(develop(studio.clone(), Arc::clone(&pool), number));
    }
    while let Some(ended) = under_way.join_next().await {
        errors.extend(ended.unwrap().err());
    }
    errors
}
