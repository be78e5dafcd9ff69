//! The server: one thread takes all connections and answers all requests; photos are painted on others.

mod album;
mod answer;
mod counts;
mod route;

use crate::html;
use crate::options::{ServerOptions, SiteOptions};
use crate::trouble::Trouble;
use album::{Album, Format};
use answer::{Answer, Connection, Manner};
use counts::{Counts, UnderWay};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use route::Route;
use std::collections::HashMap;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

/// How many connections may wait to be accepted. The system has a limit of its own, on Linux 4,096 where nobody changed it.
const BACKLOG: u32 = 16_384;
/// The least that hyper allows. Requests are short.
const BUFFER_BYTES: usize = 8_192;
/// How many keys are remembered: nobody should fill the memory with them.
const MOST_KEYS: usize = 10_000;

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Serves until the process ends. `ready` is called with the address as soon as connections are taken.
///
/// # Errors
/// Why that cannot be, in words.
pub fn serve(options: ServerOptions, ready: impl FnOnce(SocketAddr)) -> Result<(), String> {
    allow_many_connections();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(std::thread::available_parallelism().map_or(1, usize::from))
        .build()
        .map_err(|error| format!("the server cannot be started: {error}"))?;
    runtime.block_on(async {
        let address = SocketAddr::new(options.address, options.port);
        let listener = listen(address).map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!(
                    "port {} is in use; give another one with --port, or --port 0 for any that is free",
                    options.port
                )
            }
            _ => format!("{address} cannot be served: {error}"),
        })?;
        let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}"))?;
        let album = Album::paint_ahead(options.site.photos);
        let site = Arc::new(Site { options: options.site, album, counts: Counts::default(), tries: Mutex::default() });
        ready(address);
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(connection(Arc::clone(&site), stream))),
                // No more connections can be had now. Some will end.
                Err(_) => sleep(Duration::from_millis(10)).await,
            }
        }
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A port that was just let go can be taken again. On Windows it would mean that others could take it too.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Raises the limit of open files, which connections are, as far as it may be raised.
fn allow_many_connections() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard); // otherwise we do with fewer
        }
    }
}

/// The connection is to be reset.
#[derive(Debug)]
struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("reset, as was asked for")
    }
}

impl std::error::Error for Reset {}

async fn connection(site: Arc<Site>, stream: TcpStream) {
    let _ = stream.set_nodelay(true); // a trickle is not to be collected
    let is_reset = Arc::new(AtomicBool::new(false));
    let connection = Connection::new(stream, Arc::clone(&is_reset), site.counts.connection());
    let service = service_fn(|request| async {
        let answer = site.answer(request).await;
        is_reset.store(answer.is_err(), Ordering::Relaxed);
        answer
    });
    let serving = http1::Builder::new().max_buf_size(BUFFER_BYTES).serve_connection(TokioIo::new(connection), service);
    let _ = serving.await; // whoever went away, or was cut off, needs no further answer
}

/// What the site is to be like, and what it has seen.
struct Site {
    options: SiteOptions,
    album: Album,
    counts: Counts,
    /// How often each key was tried.
    tries: Mutex<HashMap<String, u32>>,
}

/// What is asked for, before anything goes wrong with it.
struct Content {
    kind: &'static str,
    bytes: Bytes,
}

impl Content {
    fn new(kind: &'static str, bytes: impl Into<Bytes>) -> Content {
        Content { kind, bytes: bytes.into() }
    }
}

impl Site {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Answer>, Reset> {
        let begin = Instant::now();
        let path = request.uri().path();
        let route = Route::of(path);
        let Some(kind) = route.kind() else {
            let stats = Content::new("application/json", self.counts.stats().to_json());
            return Ok(whole(StatusCode::OK, stats, None));
        };
        let under_way = self.counts.request(kind);
        let trouble = self.trouble(&route, path);
        // A photo is painted while its latency goes by, and one that will not be sent is not painted.
        let is_sent = !matches!(
            trouble,
            Some(Trouble::NotFound | Trouble::TooMany | Trouble::ServerError | Trouble::Reset | Trouble::Hang)
        );
        let content = if is_sent { self.content(&route).await } else { None };
        let delay = if let Route::Delay(delay) = route { delay } else { Duration::ZERO };
        let latency = self.options.latency.of(path, self.options.seed) + delay;
        if !latency.is_zero() {
            sleep_until(begin + latency).await;
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let what = Content::new(TEXT, "only GET and HEAD are understood here\n");
            let answer = whole(StatusCode::METHOD_NOT_ALLOWED, what, Some(under_way));
            return Ok(with_header(answer, ALLOW, "GET, HEAD"));
        }
        match (trouble, content) {
            (None, Some(content)) => Ok(whole(StatusCode::OK, content, Some(under_way))),
            (Some(Trouble::Cut), Some(content)) => Ok(response(StatusCode::OK, content, Manner::Cut, Some(under_way))),
            (Some(Trouble::Trickle), Some(content)) => {
                Ok(response(StatusCode::OK, content, Manner::Trickle, Some(under_way)))
            }
            (Some(Trouble::Reset), _) => Err(Reset),
            (Some(Trouble::Hang), _) => pending().await,
            (Some(Trouble::TooMany), _) => {
                let what = Content::new(TEXT, "too many requests; try again in a second\n");
                let answer = whole(StatusCode::TOO_MANY_REQUESTS, what, Some(under_way));
                Ok(with_header(answer, RETRY_AFTER, "1"))
            }
            (Some(Trouble::ServerError), _) => {
                let what = Content::new(TEXT, "the server has failed, as was asked for\n");
                Ok(whole(StatusCode::INTERNAL_SERVER_ERROR, what, Some(under_way)))
            }
            (_, None) | (Some(Trouble::NotFound), _) => {
                let what = Content::new(TEXT, "there is no such thing here; / lists what there is\n");
                Ok(whole(StatusCode::NOT_FOUND, what, Some(under_way)))
            }
        }
    }

    /// What is wrong with this address, this time.
    fn trouble(&self, route: &Route, path: &str) -> Option<Trouble> {
        match route {
            Route::Trouble(trouble, None) => Some(*trouble),
            Route::Trouble(trouble, Some(_)) => {
                let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
                if tries.len() >= MOST_KEYS {
                    tries.clear();
                }
                let tries = tries.entry(path.to_owned()).or_default();
                *tries += 1;
                (*tries <= crate::TRIES).then_some(*trouble)
            }
            route => {
                let number = route.number()?;
                let planted = self.options.troubles.iter().find(|planted| planted.number == number);
                planted.map(|planted| planted.trouble)
            }
        }
    }

    /// What the address leads to; `None` where there is nothing.
    async fn content(&self, route: &Route) -> Option<Content> {
        match route {
            Route::Index => Some(Content::new(HTML, html::index(&self.options))),
            Route::Page(number) if *number < self.options.pages => {
                Some(Content::new(HTML, html::numbered(*number, &self.options)))
            }
            Route::Photo(number, format) => {
                let kind = if *format == Format::Jpeg { "image/jpeg" } else { "image/png" };
                Some(Content::new(kind, self.album.photo(*number, *format).await))
            }
            Route::Delay(delay) => Some(Content::new(TEXT, format!("{} ms are over\n", delay.as_millis()))),
            Route::Trouble(..) => Some(Content::new(TEXT, "all is well in the end\n")),
            Route::Page(_) | Route::Stats | Route::Nothing => None,
        }
    }
}

fn whole(status: StatusCode, content: Content, under_way: Option<UnderWay>) -> Response<Answer> {
    response(status, content, Manner::Whole, under_way)
}

fn response(status: StatusCode, content: Content, manner: Manner, under_way: Option<UnderWay>) -> Response<Answer> {
    let mut response = Response::new(Answer::new(content.bytes, manner, under_way));
    *response.status_mut() = status;
    with_header(response, CONTENT_TYPE, content.kind)
}

fn with_header(mut response: Response<Answer>, name: HeaderName, value: &'static str) -> Response<Answer> {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}
