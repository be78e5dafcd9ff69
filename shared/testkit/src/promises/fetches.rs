//! What the demos promise that fetch over HTTP, with the `web` crate.

use crate::Demo;
#[cfg(target_os = "linux")]
use crate::program;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

/// Far more than a run without a wait takes, and far less than the waits here.
const AT_ONCE: Duration = Duration::from_secs(20);

/// Every kind of trouble that the site can make is a failure of one request, told in a line that says what of it had come; the rest
/// succeeds, and the exit code is 1. `thing` is what the demo fetches: `page`.
#[track_caller]
pub fn tells_every_trouble(demo: &Demo, thing: &str) {
    let line =
        "--tasks 9 --wait 10ms --timeout 500ms --trouble 404:1,429:2 --trouble 500:3,cut:4,reset:5,trickle:6,hang:7";
    let outcome = demo.with(line).arg("--json").run();
    outcome.expect_code(1).expect_quiet();
    for run in &outcome.report().runs {
        assert_eq!((run.tasks_ok, run.failed()), (2, (1..=7).collect()), "{outcome}");
        let told = |id: u64| {
            let reason = &run.failures.iter().find(|failure| failure.id == id).unwrap().reason;
            let told = reason.strip_prefix(&format!("{thing} {id}: "));
            told.unwrap_or_else(|| panic!("it does not name {thing} {id}: {reason}")).to_owned()
        };
        assert_eq!(told(1), "the server answered 404 Not Found");
        assert_eq!(told(2), "the server answered 429 Too Many Requests");
        assert_eq!(told(3), "the server answered 500 Internal Server Error");
        let numbers = |id| {
            let told = told(id).replace(',', "");
            let words = told.split(' ').map(str::to_owned).collect::<Vec<_>>();
            words.iter().filter_map(|word| word.parse::<u64>().ok()).collect::<Vec<_>>()
        };
        assert!(told(4).starts_with("the answer ended after ") && told(4).ends_with(" bytes"), "{}", told(4));
        assert_eq!(numbers(4)[0], numbers(4)[1] / 2, "half of it comes: {}", told(4));
        assert_eq!(told(5), "no answer: connection reset");
        assert!(told(6).starts_with("only ") && told(6).ends_with(" bytes came within 500 ms"), "{}", told(6));
        assert!((1..numbers(6)[1]).contains(&numbers(6)[0]), "{}", told(6));
        assert_eq!(told(7), "no answer within 500 ms");
    }
}

/// The site is killed while requests are under way, `at_once` of them: each that has no answer fails, at once, and all is reported.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn reports_a_killed_site(demo: &Demo, thing: &str, at_once: usize) {
    let running = demo.with("--tasks 8 --wait 60s --json").start();
    let site = running.wait_for_connections(at_once);
    let begin = Instant::now();
    program::kill(site);
    let outcome = running.finish();
    outcome.expect_code(1).expect_quiet();
    assert!(begin.elapsed() < AT_ONCE, "it took {:?}", begin.elapsed());
    let run = &outcome.report().runs[0];
    assert_eq!((run.tasks_ok, run.tasks_failed), (0, 8), "{outcome}");
    for failure in &run.failures {
        let named = failure.reason.starts_with(&format!("{thing} {}: ", failure.id));
        assert!(named && failure.reason.contains("connection"), "{}", failure.reason);
    }
}

/// The flags by which it is told whom to ask for what are read or refused, before anything is sent.
#[track_caller]
pub fn refuses_bad_addresses(demo: &Demo) {
    for (line, mentioned) in [
        ("--url localhost:8000", "http://127.0.0.1:8000/"),
        ("--url http://", "--url http://"),
        ("--url http://localhost:70000/", "port"),
        ("--url https://localhost/", "TLS"),
        ("--url http://example.org/", "--yes"),
        ("--url http://192.168.1.1/ --tasks 1", "--yes"),
        ("--url http://127.0.0.1@example.org/", "@"),
        ("--url http://127.0.0.1:9/ --tasks 101", "requests to 127.0.0.1; more than 100"),
        ("--url http://127.0.0.1:9/ --trouble 404:1", "--trouble"),
        ("--trouble 404", "KIND:N"),
        ("--trouble 404:1,teapot:2", "teapot:2"),
        ("--timeout 0", "--timeout"),
        ("--timeout soon", "--timeout"),
    ] {
        let begin = Instant::now();
        let outcome = demo.with("--tasks 4 --wait 60s").args(line).run();
        outcome.expect_code(2).expect_complaint(mentioned).expect_complaint(demo.program_name());
        assert!(outcome.stdout.is_empty() && begin.elapsed() < AT_ONCE, "{outcome}");
    }
}

/// On a terminal it asks before it sends more than 100 requests to `url`, a server of the user's, and does as it is told.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn asks_before_many_requests(demo: &Demo, url: &str) {
    for (answer, code) in [("\r", 2), ("n\r", 2), ("y\r", 0)] {
        let terminal = demo.with("--tasks 101 --wait 0").arg(format!("--url={url}")).on_terminal(100);
        terminal.wait_to_see("a question", |screen| screen.text().contains("[y/N]"));
        terminal.press(answer);
        let (outcome, screen) = terminal.finish();
        outcome.expect_code(code);
        assert_eq!(screen.text().contains("nothing was sent"), code == 2, "{answer:?}: {}", screen.text());
    }
}

/// Nobody sends it elsewhere: not a server that says that something is elsewhere, and not a proxy that the environment names.
#[track_caller]
pub fn goes_nowhere_else(demo: &Demo, thing: &str) {
    let nobody = "http://127.0.0.1:9";
    let proxied = demo.with("--tasks 2 --wait 10ms").env("http_proxy", nobody).env("HTTP_PROXY", nobody);
    proxied.env("ALL_PROXY", nobody).run().expect_code(0).expect_quiet();
    // Its answer sends whoever asks to a place on this server where all is well.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let there = url.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4_096];
            let read = stream.read(&mut request).unwrap_or(0);
            let head = match request[..read].starts_with(b"GET /there") {
                true => "HTTP/1.1 200 OK".to_owned(),
                false => format!("HTTP/1.1 302 Found\r\nlocation: {there}/there"),
            };
            let _ = write!(stream, "{head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    let outcome = demo.with("--tasks 2 --json").arg(format!("--url={url}")).run();
    for run in &outcome.expect_code(1).expect_quiet().report().runs {
        let told =
            format!("{thing} 1: the server answered 302 Found: it is elsewhere, and this demo does not go there");
        assert_eq!((run.tasks_failed, run.failures[1].reason.as_str()), (2, told.as_str()), "{outcome}");
    }
    demo.with("--tasks 2").arg(format!("--url={url}/there")).run().expect_code(0);
}
