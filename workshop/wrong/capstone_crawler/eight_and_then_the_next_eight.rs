// refused: while page 1 was late, you asked for 2 other pages

use std::collections::{HashMap, VecDeque};
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    let mut to_ask = VecDeque::from([0]);
    while !to_ask.is_empty() {
        let batch: Vec<usize> = to_ask.drain(..limit.min(to_ask.len())).collect();
        let spawn = |page: usize| {
            let server = server.clone();
            tokio::spawn(async move { (page, server.fetch(page).await) })
        };
        let requests: Vec<_> = batch.into_iter().map(spawn).collect();
        for request in requests {
            let (page, answer) = request.await.unwrap();
            match answer {
                Err(_) => dead.push(page),
                Ok(text) => {
                    for to in links(&text) {
                        if !found.contains_key(&to) {
                            to_ask.push_back(to);
                        }
                        found.entry(to).or_default().push(page);
                    }
                }
            }
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
