// refused: As soon as an answer is there, its links are followed

use std::collections::HashMap;
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    let mut level = vec![0];
    while !level.is_empty() {
        let mut next = Vec::new();
        let mut to_ask = level.into_iter();
        let mut in_flight = JoinSet::new();
        loop {
            for page in to_ask.by_ref().take(limit - in_flight.len()) {
                let server = server.clone();
                in_flight.spawn(async move { (page, server.fetch(page).await) });
            }
            let Some(answer) = in_flight.join_next().await else { break };
            let (page, answer) = answer.unwrap();
            let Ok(text) = answer else {
                dead.push(page);
                continue;
            };
            for to in links(&text) {
                if !found.contains_key(&to) {
                    next.push(to);
                }
                found.entry(to).or_default().push(page);
            }
        }
        level = next;
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
