//! What is in flight stands in a `JoinSet`, and everything else in variables that only this
//! function touches: no lock, no channel. An empty list of pages is not the end, for an
//! answer that is still in flight may bring more. The end is when nothing is in flight even
//! though as much was begun as may be.

use std::collections::{HashMap, VecDeque};
use tokio::task::JoinSet;
use workshop::Server;

/// The page on which it stands, and the page that it leads to, which is not there.
type DeadLink = (usize, usize);

async fn crawl(server: &Server, limit: usize) -> Vec<DeadLink> {
    let mut dead = Vec::new();
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

// ----- Nothing to change below: what runs, and what is checked. -----

/// The pages that a page links to, in the order in which the links stand on it.
fn links(text: &str) -> Vec<usize> {
    let after_each = text.split("href=\"/page/").skip(1);
    after_each.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

fn main() {
    workshop::run(|| {
        let server = Server::start(30);
        let dead = workshop::on_tokio_in_real_time(crawl(&server, 8));
        println!("{}", server.seen());
        for (on, to) in dead {
            println!("dead: on page {on} the link to page {to}");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::DeadLink;
    use std::collections::BTreeMap;
    use workshop::{Seen, Server};

    /// Crawls the site. Returns the dead links by page, and what was seen.
    fn crawl(server: &Server, limit: usize) -> (Vec<DeadLink>, Seen) {
        let mut dead = workshop::on_tokio_in_real_time(super::crawl(server, limit));
        dead.sort();
        (dead, server.seen())
    }

    /// `page 3`, `pages 1 and 3`
    fn named(pages: &[usize]) -> String {
        let numbers: Vec<String> = pages.iter().map(usize::to_string).collect();
        match numbers.as_slice() {
            [] => "no page".to_owned(),
            [one] => format!("page {one}"),
            [first @ .., last] => format!("pages {} and {last}", first.join(", ")),
        }
    }

    /// Each page that a page links to was asked for, and none was twice.
    fn expect_each_once(server: &Server, seen: &Seen, wanted: &[usize]) {
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        seen.began().iter().for_each(|page| *times.entry(*page).or_default() += 1);
        let all = "each page that is linked to is asked for once, with `server.fetch`, \
                   and no other page.";
        let expect_none = |pages: Vec<usize>, seen_of_them: &str| {
            let text = seen_of_them.replace("THEM", &named(&pages));
            seen.expect(pages.is_empty(), text, all);
        };
        let again = times.iter().filter(|(_, times)| **times > 1).map(|(page, _)| *page);
        expect_none(again.collect(), "you asked for THEM more than once.");
        let other = times.keys().copied().filter(|page| !wanted.contains(page));
        expect_none(
            other.collect(),
            "you asked for THEM, to which no page that is there links.",
        );
        let missing = wanted.iter().copied().filter(|page| !times.contains_key(page));
        expect_none(missing.collect(), "you did not ask for THEM.");
        let asked = server.stats().requests.all();
        seen.expect(
            asked == wanted.len() as u64,
            format!("the site was asked {asked} times for {} pages.", wanted.len()),
            all,
        );
    }

    fn expect_dead(seen: &Seen, dead: &[DeadLink], wanted: &[DeadLink]) {
        let missing = wanted.iter().find(|link| !dead.contains(link));
        if let Some((on, to)) = missing {
            seen.expect(
                false,
                format!(
                    "of {} dead links you returned {}. Not among them: the one on page \
                     {on} to page {to}.",
                    wanted.len(),
                    dead.len()
                ),
                "every link to a page that is not there, with each page that it is on.",
            );
        }
        seen.expect(
            dead.len() == wanted.len(),
            format!("you returned {dead:?}."),
            format!(
                "each dead link once, and none that is alive: {wanted:?}, in any order."
            ),
        );
    }

    fn expect_peak(seen: &Seen, limit: usize) {
        let at_once = match seen.peak() {
            0 => "you made no request with `server.fetch`.".to_owned(),
            1 => "your requests ran one after the other.".to_owned(),
            peak => format!("at most {peak} of your requests were in flight at once."),
        };
        let wanted = format!("{limit} are in flight at once, and never more.");
        seen.expect(seen.peak() == limit, at_once, wanted);
    }

    #[test]
    fn every_page_is_asked_for_once_with_eight_in_flight() {
        workshop::test(|| {
            let server = Server::start(40);
            let (dead, seen) = crawl(&server, 8);
            expect_peak(&seen, 8);
            let there = 0..40;
            let not_there = server.dead_links().into_iter().map(|(_, to)| to);
            expect_each_once(&server, &seen, &there.chain(not_there).collect::<Vec<_>>());
            expect_dead(&seen, &dead, &server.dead_links());
        });
    }

    #[test]
    fn a_page_that_many_link_to_is_not_there() {
        workshop::test(|| {
            // Only page 3 links to pages 7 and 8.
            let server = Server::start_with_trouble(14, &["404:3"]);
            let (dead, seen) = crawl(&server, 3);
            expect_peak(&seen, 3);
            let wanted = [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 18, 23];
            expect_each_once(&server, &seen, &wanted);
            let on = [0, 1, 2, 4, 6, 10, 12];
            let mut links: Vec<DeadLink> = on.iter().map(|page| (*page, 3)).collect();
            links.extend([(4, 18), (9, 23)]);
            expect_dead(&seen, &dead, &links);
        });
    }

    #[test]
    fn nobody_waits_for_a_late_answer() {
        workshop::test(|| {
            let server = Server::start(40);
            server.have_come_late(1, 16);
            let (_, seen) = crawl(&server, 8);
            let others = seen.begun_during(1);
            seen.expect(
                others >= 16,
                format!("while page 1 was late, you asked for {others} other pages."),
                "it comes only after you have asked for 16 more. As soon as an answer is \
                 there, its links are followed, whatever else is still in flight.",
            );
        });
    }

    #[test]
    fn a_site_without_dead_links_has_an_end_too() {
        workshop::test(|| {
            for pages in [1, 4] {
                let server = Server::start(pages);
                let (dead, seen) = crawl(&server, 8);
                expect_each_once(&server, &seen, &(0..pages).collect::<Vec<_>>());
                expect_dead(&seen, &dead, &[]);
            }
        });
    }
}
