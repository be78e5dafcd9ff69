// refused: your requests ran one after the other

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

/// What all workers know.
#[derive(Default)]
struct Known {
    to_ask: VecDeque<usize>,
    found: HashMap<usize, Vec<usize>>,
    dead: Vec<usize>,
}

async fn work(server: Server, known: Arc<Mutex<Known>>) {
    loop {
        let next = known.lock().unwrap().to_ask.pop_front();
        let Some(page) = next else { return };
        let answer = server.fetch(page).await;
        let known = &mut *known.lock().unwrap();
        let Ok(text) = answer else {
            known.dead.push(page);
            continue;
        };
        for to in links(&text) {
            if !known.found.contains_key(&to) {
                known.to_ask.push_back(to);
            }
            known.found.entry(to).or_default().push(page);
        }
    }
}

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let known = Arc::new(Mutex::new(Known::default()));
    known.lock().unwrap().to_ask.push_back(0);
    known.lock().unwrap().found.insert(0, Vec::new());
    let mut workers = JoinSet::new();
    for _ in 0..limit {
        workers.spawn(work(server.clone(), Arc::clone(&known)));
    }
    workers.join_all().await;
    let Known { found, dead, .. } = std::mem::take(&mut *known.lock().unwrap());
    dead.into_iter().flat_map(|to| found[&to].iter().map(move |on| (*on, to))).collect()
}
