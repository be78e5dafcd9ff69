// refused: all of your 12 requests were under way at once
use std::sync::Arc;
use tokio::sync::Semaphore;
use workshop::Server;

async fn fetch_all(server: &Server, limit: usize) -> Vec<Result<String, String>> {
    let permits = Arc::new(Semaphore::new(limit));
    let spawn = |page| {
        let (server, permits) = (server.clone(), Arc::clone(&permits));
        tokio::spawn(async move {
            let _ = permits.acquire().await.unwrap();
            server.fetch(page).await
        })
    };
    let tasks: Vec<_> = (0..server.pages()).map(spawn).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
