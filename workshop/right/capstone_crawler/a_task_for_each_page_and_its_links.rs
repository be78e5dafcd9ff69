use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

struct Crawler {
    server: Server,
    permits: Semaphore,
    found: Mutex<HashMap<usize, HashSet<usize>>>,
    dead: Mutex<Vec<usize>>,
}

impl Crawler {
    /// Visits a page, and whatever is found there, and there.
    fn visit(self: Arc<Self>, page: usize) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            let answer = {
                let _permit = self.permits.acquire().await.unwrap();
                self.server.fetch(page).await
            };
            let mut visits = JoinSet::new();
            match answer {
                Ok(text) => {
                    for to in links(&text) {
                        if self.is_new(to, page) {
                            visits.spawn(Arc::clone(&self).visit(to));
                        }
                    }
                }
                Err(_) => self.dead.lock().unwrap().push(page),
            }
            visits.join_all().await;
        })
    }

    fn is_new(&self, to: usize, on: usize) -> bool {
        let mut found = self.found.lock().unwrap();
        let is_new = !found.contains_key(&to);
        found.entry(to).or_default().insert(on);
        is_new
    }
}

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let crawler = Arc::new(Crawler {
        server: server.clone(),
        permits: Semaphore::new(limit),
        found: Mutex::new(HashMap::from([(0, HashSet::new())])),
        dead: Mutex::default(),
    });
    Arc::clone(&crawler).visit(0).await;
    let (found, dead) = (crawler.found.lock().unwrap(), crawler.dead.lock().unwrap());
    found
        .iter()
        .filter(|(to, _)| dead.contains(to))
        .flat_map(|(to, on)| on.iter().map(|on| (*on, *to)))
        .collect()
}
