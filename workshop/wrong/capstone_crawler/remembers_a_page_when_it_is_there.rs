// refused: more than once. Wanted: each page that is linked to is asked for once

use std::collections::{HashMap, HashSet, VecDeque};
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = HashSet::new();
    let mut done = HashSet::new();
    let mut found: HashMap<usize, HashSet<usize>> = HashMap::new();
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
        done.insert(page);
        let Ok(text) = answer else {
            dead.insert(page);
            continue;
        };
        for to in links(&text) {
            if !done.contains(&to) {
                to_ask.push_back(to);
            }
            found.entry(to).or_default().insert(page);
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
