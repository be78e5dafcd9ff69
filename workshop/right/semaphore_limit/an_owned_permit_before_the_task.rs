use std::sync::Arc;
use tokio::sync::Semaphore;
use workshop::Server;

async fn fetch_all(server: &Server, limit: usize) -> Vec<Result<String, String>> {
    let permits = Arc::new(Semaphore::new(limit));
    let mut tasks = Vec::new();
    for page in 0..server.pages() {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let server = server.clone();
        tasks.push(tokio::spawn(async move {
            let answer = server.fetch(page).await;
            drop(permit);
            answer
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
