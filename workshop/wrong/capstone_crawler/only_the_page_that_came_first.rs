// refused: of 9 dead links you returned 3. Not among them: the one on page

use std::collections::{HashMap, VecDeque};
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = Vec::new();
    // Each page that was found, and the page on which it was.
    let mut found: HashMap<usize, usize> = HashMap::from([(0, 0)]);
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
        let Ok(text) = answer else {
            dead.push(page);
            continue;
        };
        for to in links(&text) {
            if !found.contains_key(&to) {
                to_ask.push_back(to);
                found.insert(to, page);
            }
        }
    }
    dead.into_iter().map(|to| (found[&to], to)).collect()
}
