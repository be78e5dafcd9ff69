use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use workshop::Server;

async fn fetch_all(server: &Server, limit: usize) -> Vec<Result<String, String>> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = Vec::new();
    for _ in 0..limit {
        let (server, next) = (server.clone(), Arc::clone(&next));
        workers.push(tokio::spawn(async move {
            let mut answers = Vec::new();
            loop {
                let page = next.fetch_add(1, Ordering::Relaxed);
                if page >= server.pages() {
                    return answers;
                }
                answers.push((page, server.fetch(page).await));
            }
        }));
    }
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    all.sort_by_key(|(page, _)| *page);
    all.into_iter().map(|(_, answer)| answer).collect()
}
