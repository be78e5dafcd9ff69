// refused: of your requests were in flight at once

use std::collections::HashMap;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut requests = JoinSet::new();
    let spawn = |requests: &mut JoinSet<_>, page| {
        let (server, permits) = (server.clone(), Semaphore::new(limit));
        requests.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            (page, server.fetch(page).await)
        });
    };
    let mut dead = Vec::new();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::from([(0, Vec::new())]);
    spawn(&mut requests, 0);
    while let Some(done) = requests.join_next().await {
        let (page, answer) = done.unwrap();
        let Ok(text) = answer else {
            dead.push(page);
            continue;
        };
        for to in links(&text) {
            if !found.contains_key(&to) {
                spawn(&mut requests, to);
            }
            found.entry(to).or_default().push(page);
        }
    }
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
