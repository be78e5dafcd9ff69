use std::sync::{Arc, Mutex};

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let watch = |shop: Shop| {
        let answers = Arc::clone(&answers);
        tokio::spawn(async move {
            let answer = match tokio::spawn(async move { shop.ask().await }).await {
                Ok(answer) => answer,
                Err(panic) => Err(format!("{panic}")),
            };
            answers.lock().unwrap().push(answer);
        })
    };
    let watchers: Vec<_> = shops.into_iter().map(watch).collect();
    for watcher in watchers {
        watcher.await.unwrap();
    }
    answers.lock().unwrap().clone()
}
