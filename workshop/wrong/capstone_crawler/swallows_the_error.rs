// refused: of 8 dead links you returned 0

use std::collections::{HashMap, VecDeque};
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let dead: Vec<usize> = Vec::new();
    // Each page that was found, and the pages that link to it.
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    let mut to_ask = VecDeque::from([0]);
    let mut in_flight = JoinSet::new();
    loop {
        while in_flight.len() < limit
            && let Some(page) = to_ask.pop_front()
        {
            let server = server.clone();
            in_flight.spawn(async move { (page, server.fetch(page).await) });
        }
        let Some(answer) = in_flight.join_next().await else { break };
        let (page, answer) = answer.unwrap();
        let text = answer.unwrap_or_default();
        for to in links(&text) {
            if !found.contains_key(&to) {
                to_ask.push_back(to);
            }
            found.entry(to).or_default().push(page);
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
