//! The local site, as the exercises ask it.

use crate::clock::Clock;
use crate::program::program;
use crate::record::{Recorder, Step};
use crate::seen::Seen;
use site::{Latency, Planted, Site, SiteOptions, Stats};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(50);
/// Nobody waits longer for the site, which is on this machine.
const TIMEOUT: Duration = Duration::from_secs(5);
/// An answer that comes late does not come later than this.
const LATE_MOST: Duration = Duration::from_secs(2);
/// Between two looks whether it is time for it.
const LOOK: Duration = Duration::from_millis(5);

/// A small web site on this machine, with a record of the requests that were made through it. A clone is the same server.
#[derive(Clone)]
pub struct Server {
    shared: Arc<Shared>,
}

struct Shared {
    site: Site,
    recorder: Recorder,
    client: reqwest::Client,
    pages: usize,
    late: Mutex<Option<Late>>,
}

/// An answer that comes late.
#[derive(Clone, Copy)]
struct Late {
    page: usize,
    /// After so many other requests.
    others: usize,
}

impl Server {
    /// Starts a site of so many pages, each of which takes 50 ms to come.
    pub fn start(pages: usize) -> Server {
        Server::start_with_trouble(pages, &[])
    }

    /// The same, with trouble: `"404:3"` (page 3 is not there), `"500:4"`; the site's page in the book lists all kinds.
    ///
    /// # Panics
    /// Where the site cannot be started.
    pub fn start_with_trouble(pages: usize, troubles: &[&str]) -> Server {
        let troubles: Vec<Planted> =
            troubles.iter().map(|trouble| trouble.parse().expect("KIND:N, as site --help lists them")).collect();
        let latency = Latency::from(LATENCY);
        let options = SiteOptions { latency, pages: pages as u32, troubles, ..SiteOptions::default() };
        let site = program().and_then(|program| Site::start_program(&program, &options));
        let client = reqwest::Client::builder().timeout(TIMEOUT).no_proxy().build();
        Server {
            shared: Arc::new(Shared {
                site: site.unwrap_or_else(|why| panic!("the local site: {why}")),
                recorder: Recorder::new("request", Clock::Real(Instant::now())),
                client: client.expect("a client without TLS"),
                pages,
                late: Mutex::new(None),
            }),
        }
    }

    /// From now on, [`Server::fetch`] has the answer for one of the pages come late: not before so many `others` have been asked for
    /// meanwhile; or after 2 s, if they are not.
    pub fn have_come_late(&self, page: usize, others: usize) {
        *self.shared.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(Late { page, others });
    }

    /// How many pages it has, which are numbered from 0.
    pub fn pages(&self) -> usize {
        self.shared.pages
    }

    /// The whole address of a page, for a client of your own: `http://127.0.0.1:40123/page/3`.
    pub fn url(&self, page: usize) -> String {
        self.address_of(&format!("/page/{page}"))
    }

    /// The whole address of anything else on the site: `/`, `/photo/3.jpg`, `/delay/100`.
    pub fn address_of(&self, path: &str) -> String {
        self.shared.site.address_of(path)
    }

    /// The dead links of the site: the page on which each stands, and the page that it leads to, which is not there.
    pub fn dead_links(&self) -> Vec<(usize, usize)> {
        let links = site::graph::dead_links(self.shared.pages as u32);
        links.into_iter().map(|(page, to)| (page as usize, to as usize)).collect()
    }

    /// Fetches a page with reqwest, on tokio. As every future, this does nothing before it is polled.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub async fn fetch(&self, page: usize) -> Result<String, String> {
        let request = Request::begin(&self.shared.recorder, page);
        let answer = self.shared.client.get(self.url(page)).send().await;
        let text = match answer.and_then(reqwest::Response::error_for_status) {
            Ok(answer) => answer.text().await,
            Err(error) => Err(error),
        };
        self.wait_if_late(page).await;
        request.end();
        text.map_err(|error| match error.status() {
            Some(status) => format!("page {page}: {status}"),
            None => format!("page {page}: {error}"),
        })
    }

    async fn wait_if_late(&self, page: usize) {
        let late = *self.shared.late.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(late) = late.filter(|late| late.page == page) else { return };
        let begin = Instant::now();
        while self.seen().begun_during(page) < late.others && begin.elapsed() < LATE_MOST {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Does a request of your own, and notes it as the one with that number, with each time that it is polled.
    pub async fn note<T>(&self, number: usize, request: impl Future<Output = T>) -> T {
        let under_way = Request::begin(&self.shared.recorder, number);
        let mut request = pin!(request);
        let answer = poll_fn(|context| {
            self.shared.recorder.note(number, Step::Poll);
            request.as_mut().poll(context)
        });
        let answer = answer.await;
        under_way.end();
        answer
    }

    /// What the site itself has counted.
    ///
    /// # Panics
    /// Where the site has gone.
    pub fn stats(&self) -> Stats {
        self.shared.site.stats().unwrap_or_else(|why| panic!("{why}"))
    }

    /// What was seen of the requests made with [`Server::fetch`] and [`Server::note`], a task for each page.
    pub fn seen(&self) -> Seen {
        Seen::new(&self.shared.recorder, self.shared.pages)
    }
}

/// A request under way. Dropped before its end, it was cancelled.
struct Request<'a> {
    recorder: &'a Recorder,
    page: usize,
    has_ended: bool,
}

impl Request<'_> {
    fn begin(recorder: &Recorder, page: usize) -> Request<'_> {
        recorder.note(page, Step::Begin { computes: false, blocks: false });
        Request { recorder, page, has_ended: false }
    }

    fn end(mut self) {
        self.has_ended = true;
        // Nobody here knows when its answer was there.
        self.recorder.note(self.page, Step::End { due: Duration::MAX });
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.recorder.note(self.page, Step::Cancel);
        }
    }
}
