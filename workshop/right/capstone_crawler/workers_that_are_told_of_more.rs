use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

/// What all workers know.
#[derive(Default)]
struct Known {
    to_ask: Vec<usize>,
    found: BTreeSet<usize>,
    in_flight: usize,
    all_links: Vec<(usize, usize)>,
    is_dead: BTreeMap<usize, bool>,
}

#[derive(Default)]
struct Shared {
    known: Mutex<Known>,
    changed: Notify,
}

enum Next {
    Ask(usize),
    Wait,
    End,
}

impl Shared {
    fn next(&self) -> Next {
        let mut known = self.known.lock().unwrap();
        match known.to_ask.pop() {
            Some(page) => {
                known.in_flight += 1;
                Next::Ask(page)
            }
            None if known.in_flight > 0 => Next::Wait,
            None => Next::End,
        }
    }

    fn note(&self, page: usize, answer: Result<String, String>) {
        let mut known = self.known.lock().unwrap();
        known.in_flight -= 1;
        known.is_dead.insert(page, answer.is_err());
        for to in links(&answer.unwrap_or_default()) {
            known.all_links.push((page, to));
            if known.found.insert(to) {
                known.to_ask.push(to);
            }
        }
        self.changed.notify_waiters();
    }
}

async fn work(server: Server, shared: Arc<Shared>) {
    loop {
        let changed = shared.changed.notified();
        match shared.next() {
            Next::Ask(page) => shared.note(page, server.fetch(page).await),
            Next::Wait => changed.await,
            Next::End => return,
        }
    }
}

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let shared = Arc::new(Shared::default());
    shared.known.lock().unwrap().to_ask.push(0);
    shared.known.lock().unwrap().found.insert(0);
    let spawn = |_| tokio::spawn(work(server.clone(), Arc::clone(&shared)));
    let workers: Vec<_> = (0..limit).map(spawn).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let known = shared.known.lock().unwrap();
    known.all_links.iter().copied().filter(|(_, to)| known.is_dead[to]).collect()
}
