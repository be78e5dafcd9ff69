use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let permits = Arc::new(Semaphore::new(limit));
    let (sender, mut answers) = mpsc::unbounded_channel();
    let spawn = |page: usize| {
        let (server, permits) = (server.clone(), Arc::clone(&permits));
        let sender = sender.clone();
        tokio::spawn(async move {
            let permit = permits.acquire().await.unwrap();
            let answer = server.fetch(page).await;
            drop(permit);
            sender.send((page, answer)).unwrap();
        });
    };
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    spawn(0);
    let mut unanswered = 1;
    while unanswered > 0 {
        let (page, answer) = answers.recv().await.unwrap();
        unanswered -= 1;
        match answer {
            Err(_) => dead.push(page),
            Ok(text) => {
                for to in links(&text) {
                    if !found.contains_key(&to) {
                        spawn(to);
                        unanswered += 1;
                    }
                    found.entry(to).or_default().push(page);
                }
            }
        }
    }
    let mut all = Vec::new();
    for page in dead {
        for on in &found[&page] {
            all.push((*on, page));
        }
    }
    all
}
