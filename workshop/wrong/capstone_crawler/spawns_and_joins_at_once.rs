// refused: your requests ran one after the other

use std::collections::{HashMap, VecDeque};
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let permits = tokio::sync::Semaphore::new(limit);
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    let mut to_ask = VecDeque::from([0]);
    while let Some(page) = to_ask.pop_front() {
        let _permit = permits.acquire().await.unwrap();
        let server = server.clone();
        let request = tokio::spawn(async move { server.fetch(page).await });
        let Ok(text) = request.await.unwrap() else {
            dead.push(page);
            continue;
        };
        for to in links(&text) {
            if !found.contains_key(&to) {
                to_ask.push_back(to);
            }
            found.entry(to).or_default().push(page);
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
