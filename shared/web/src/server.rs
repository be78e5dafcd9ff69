//! Who is asked: a site that the demo starts, or a server of the user's.

use crate::address::Address;
use crate::download::Download;
use site::{Latency, Planted, Site, SiteOptions};
use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;
use timing::workload::{Flag, Options, Takes, show_count};
use timing::{Demo, DemoBuilder};

/// What is fetched.
#[derive(Clone, Copy, Debug)]
pub struct Things {
    /// What one of them is called.
    name: &'static str,
    /// Its address on the site.
    path: &'static str,
    /// How many of them the site makes before it is ready, at most.
    made_ahead: usize,
}

/// Small pages of text.
pub const PAGES: Things = Things { name: "page", path: "/page/{}", made_ahead: 0 };
/// Photos of some 230 kB. The site paints them before it is ready.
pub const PHOTOS: Things = Things { name: "photo", path: "/photo/{}.jpg", made_ahead: 1_000 };

/// The most pages that a site has. What is asked for beyond begins again at page 0.
const PAGES_MOST: usize = 1_000_000;
/// More requests than this are not sent to a server of the user's unasked.
const REQUESTS_UNASKED: usize = 100;
/// How long a request may take, beyond the server's latency, where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);

const URL: &str = "url";
const TROUBLE: &str = "trouble";
const FLAGS: [Flag; 4] = [
    Flag {
        name: URL,
        takes: Takes::Text("URL"),
        help: "ask this server, not one of the demo's own; {} in it becomes the task's number;\n                  --wait is then of no use",
    },
    Flag {
        name: "yes",
        takes: Takes::Nothing,
        help: "with --url: any server, and any number of requests, without asking",
    },
    Flag { name: "timeout", takes: Takes::Time, help: "how long a request may take (--wait and 10 s)" },
    Flag {
        name: TROUBLE,
        takes: Takes::List("KIND:N"),
        help: "trouble with number N: 404, 429, 500, cut, reset, trickle or hang;\n                  several with commas: 404:3,cut:5",
    },
];

/// The flag of demos that can ask for everything at once, and need not.
pub const LIMIT: Flag = Flag {
    name: "limit",
    takes: Takes::NumberUpTo(1_000_000),
    help: "how many requests are under way at once, at most (all)",
};
/// The flag of demos that ask again where that may help.
pub const RETRIES: Flag = Flag {
    name: "retries",
    takes: Takes::NumberUpTo(20),
    help: "how often a request is tried again, later each time (never)",
};

/// Starts a demo whose tasks each fetch one thing. Unless the user names a server, a site is started first, whose latency is
/// `--wait`; its process is no part of the run. `main` has to begin with [`site::serve_if_asked`].
///
/// The demo gets the flags `--url`, `--yes`, `--timeout` and `--trouble`. It ends here where one of them is wrong (exit code 2) and
/// where the site cannot be started (1).
pub fn start(demo: DemoBuilder, things: Things) -> (Demo, Server) {
    let demo = demo.flags(&FLAGS).waits_for_io().waits_unknown_with(&[URL]).refuses(check).connections(connections);
    demo.start_after(|options| Server::open(options, things))
}

/// How many connections there are at once: one for each request that is under way.
fn connections(options: &Options, workers: usize) -> usize {
    options.number(LIMIT.name).unwrap_or(if workers > 0 { workers } else { options.tasks })
}

/// Makes sure that the flags are right, and that the user wants what they ask for.
fn check(options: &Options) -> Result<(), String> {
    troubles(options)?;
    if options.time("timeout").is_some_and(|timeout| timeout.is_zero()) {
        return Err("--timeout 0: nothing could be fetched; give more".to_owned());
    }
    let Some(text) = options.text(URL) else { return Ok(()) };
    let address = read_url(text)?;
    if options.list(TROUBLE).next().is_some() {
        return Err("--trouble: only the site that the demo starts makes it; leave out --url".to_owned());
    }
    if options.has("yes") {
        return Ok(());
    }
    let host = &address.host;
    if !address.is_here {
        return Err(format!(
            "--url {text}: {host} may be another machine; with --yes it is asked all the same (do so only if it is yours)"
        ));
    }
    let requests = options.tasks.saturating_mul(options.runs);
    if requests <= REQUESTS_UNASKED {
        return Ok(());
    }
    let what = format!("--url {text}: that is {} requests to {host}", show_count(requests as u64));
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(format!("{what}; more than {REQUESTS_UNASKED} are sent only with --yes"));
    }
    match asked(&format!("{what}. Send them? [y/N] ")) {
        true => Ok(()),
        false => Err("nothing was sent".to_owned()),
    }
}

/// Asks the user, who is at a terminal.
fn asked(question: &str) -> bool {
    let mut answer = String::new();
    let mut terminal = io::stderr();
    let _ = write!(terminal, "{question}").and_then(|()| terminal.flush()); // unseen, it is not answered with yes
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

fn read_url(text: &str) -> Result<Address, String> {
    Address::read(text).map_err(|why| format!("--url {text}: {why}"))
}

fn troubles(options: &Options) -> Result<Vec<Planted>, String> {
    let read = |text: &str| text.parse().map_err(|why| format!("--trouble {text}: {why}"));
    options.list(TROUBLE).map(read).collect()
}

/// Who is asked.
#[derive(Debug)]
pub struct Server {
    /// How long a request may take.
    pub timeout: Duration,
    address: Address,
    things: Things,
    site: Option<Site>,
}

impl Server {
    fn open(options: &Options, things: Things) -> Result<Server, String> {
        let timeout = options.time("timeout").unwrap_or(options.wait + TIMEOUT);
        let (address, site) = match options.text(URL) {
            Some(text) => (read_url(text)?, None),
            None => {
                let site = Site::start(&SiteOptions {
                    latency: Latency::from(options.wait),
                    pages: options.tasks.clamp(1, PAGES_MOST) as u32,
                    photos: options.tasks.min(things.made_ahead) as u32,
                    troubles: troubles(options)?,
                    ..SiteOptions::default()
                })?;
                (Address::read(&site.address_of(things.path))?, Some(site))
            }
        };
        Ok(Server { timeout, address, things, site })
    }

    /// What task `id` is to fetch.
    pub fn download(&self, id: usize) -> Download {
        let number = (id % PAGES_MOST) as u32;
        Download {
            url: self.address.of(number),
            bytes: Vec::new(),
            name: format!("{} {number}", self.things.name),
            timeout: self.timeout,
            answer: None,
        }
    }

    /// The site, where the demo has started one.
    pub fn site(&self) -> Option<&Site> {
        self.site.as_ref()
    }
}
