// refused: you asked for pages 7 and 8, to which no page that is there links

use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let permits = Arc::new(Semaphore::new(limit));
    let fetch = async |pages: Vec<usize>| {
        let mut requests = JoinSet::new();
        for page in pages {
            let (server, permits) = (server.clone(), Arc::clone(&permits));
            requests.spawn(async move {
                let _permit = permits.acquire().await.unwrap();
                (page, server.fetch(page).await)
            });
        }
        requests.join_all().await
    };
    let (mut all, mut dead) = (Vec::new(), Vec::new());
    for (page, answer) in fetch((0..server.pages()).collect()).await {
        match answer {
            Ok(text) => all.extend(links(&text).into_iter().map(|to| (page, to))),
            Err(_) => dead.push(page),
        }
    }
    let beyond: Vec<usize> =
        all.iter().map(|(_, to)| *to).filter(|to| *to >= server.pages()).collect();
    for (page, answer) in fetch(beyond).await {
        if answer.is_err() {
            dead.push(page);
        }
    }
    all.into_iter().filter(|(_, to)| dead.contains(to)).collect()
}
