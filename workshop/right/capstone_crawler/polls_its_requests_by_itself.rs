use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    // A page that was found, and what is known of it.
    #[derive(Default)]
    struct Page {
        linked_from: Vec<usize>,
        is_dead: bool,
    }
    let mut pages = BTreeMap::from([(0, Page::default())]);
    let mut to_ask = vec![0];
    let mut in_flight = Vec::new();
    while !to_ask.is_empty() || !in_flight.is_empty() {
        let room = limit - in_flight.len();
        for page in to_ask.drain(to_ask.len().saturating_sub(room)..) {
            in_flight.push((page, Box::pin(server.fetch(page))));
        }
        let (page, answer) = poll_fn(|context| {
            for place in 0..in_flight.len() {
                let (page, request) = &mut in_flight[place];
                if let Poll::Ready(answer) = request.as_mut().poll(context) {
                    let page = *page;
                    drop(in_flight.swap_remove(place));
                    return Poll::Ready((page, answer));
                }
            }
            Poll::Pending
        })
        .await;
        pages.get_mut(&page).unwrap().is_dead = answer.is_err();
        for to in links(&answer.unwrap_or_default()) {
            let known = pages.entry(to).or_insert_with(|| {
                to_ask.push(to);
                Page::default()
            });
            known.linked_from.push(page);
        }
    }
    let mut dead = Vec::new();
    for (to, page) in pages.iter().filter(|(_, page)| page.is_dead) {
        dead.extend(page.linked_from.iter().map(|on| (*on, *to)));
    }
    dead
}
