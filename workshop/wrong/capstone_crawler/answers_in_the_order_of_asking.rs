// refused: while page 1 was late, you asked for 2 other pages

use std::collections::{HashMap, VecDeque};
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = Vec::new();
    // Each page that was found, and the pages that link to it.
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    let mut to_ask = VecDeque::from([0]);
    let mut in_flight = VecDeque::new();
    loop {
        while in_flight.len() < limit
            && let Some(page) = to_ask.pop_front()
        {
            let server = server.clone();
            in_flight
                .push_back(tokio::spawn(async move { (page, server.fetch(page).await) }));
        }
        let Some(oldest) = in_flight.pop_front() else { break };
        let (page, answer) = oldest.await.unwrap();
        let Ok(text) = answer else {
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
