use rayon::ThreadPool;
use std::sync::Arc;
use workshop::Studio;

async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let (enter, leave) = smol::channel::bounded(limit);
    let (sender, results) = smol::channel::unbounded();
    for number in 0..studio.photos() {
        enter.send(()).await.unwrap(); // waits as long as `limit` are inside
        let (studio, pool) = (studio.clone(), Arc::clone(&pool));
        let (leave, sender) = (leave.clone(), sender.clone());
        tokio::spawn(async move {
            let photo = studio.download(number).await;
            pool.spawn(move || {
                let result = photo.map(|photo| photo.blur().save());
                leave.try_recv().unwrap();
                sender.send_blocking(result).unwrap();
            });
        });
    }
    let mut errors = Vec::new();
    for _ in 0..studio.photos() {
        errors.extend(results.recv().await.unwrap().err());
    }
    errors
}
