// refused: This would not have ended

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
            let _ = sender.send((page, answer));
        });
    };
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    spawn(0);
    while let Some((page, answer)) = answers.recv().await {
        let Ok(text) = answer else {
            dead.push(page);
            continue;
        };
        for to in links(&text) {
            if !found.contains_key(&to) {
                spawn(to);
            }
            found.entry(to).or_default().push(page);
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
