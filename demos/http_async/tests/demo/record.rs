//! What the record of `demo_http_async` must show, and no other demo's.

use site::{Site, SiteOptions};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use testkit::Demo;

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_http_async"));

#[test]
fn all_requests_are_under_way_at_once_on_one_thread() {
    let run = DEMO.run("--tasks 50 --wait 600ms");
    assert_eq!((run.concurrency_peak, run.processes), (50, 1));
    assert_eq!(run.threads("waiting").len(), 1);
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 1),
        "{:?}",
        run.threads_peak
    );
}

#[test]
fn no_more_are_under_way_than_the_limit_allows() {
    for limit in [1, 4] {
        let run = DEMO.run(&format!("--tasks 9 --wait 100ms --limit {limit}"));
        assert_eq!((run.concurrency_peak, run.tasks_ok), (limit, 9));
    }
}

#[test]
fn a_request_waits_for_the_answer_and_then_for_the_rest() {
    let run = DEMO.run("--tasks 6 --wait 100ms --compute 5ms");
    assert_eq!(run.late_max_ns, None);
    for task in &run.tasks {
        let states: Vec<&str> =
            task.spans.iter().map(|span| span.state.as_str()).collect();
        assert_eq!(states[..3], ["waiting", "waiting", "computing"], "{task:?}");
        let (begin, end) = task.spans[0].interval();
        assert!(end - begin >= 100_000_000, "{task:?}");
    }
}

/// The site's trouble with a key of its own is over after two requests.
#[test]
fn a_request_is_tried_again_where_that_may_help() {
    let site =
        Site::start_program(Path::new(DEMO.path), &SiteOptions::default()).unwrap();
    let ask = |line: &str, path: &str, code| {
        let url = site.address_of(path);
        let outcome = DEMO.with(&format!("{line} --json --url {url}")).run();
        outcome.expect_code(code).expect_quiet().report().runs.remove(0)
    };
    assert_eq!(ask("--tasks 3", "/trouble/500/never{}", 1).tasks_failed, 3);
    assert_eq!(ask("--tasks 3 --retries 1", "/trouble/500/once{}", 1).tasks_failed, 3);
    let requests = site.stats().unwrap().requests.trouble;
    assert_eq!(requests, 3 + 6);
    for kind in ["500", "cut", "reset"] {
        let run = ask("--tasks 3 --retries 2", &format!("/trouble/{kind}/again{{}}"), 0);
        assert_eq!(run.tasks_ok, 3, "{kind}");
        // After 100 ms, and after 200 ms more.
        assert!(run.wall_ns > 300_000_000, "{kind}: {} ns", run.wall_ns);
    }
    // The site asks for a second each time.
    let run = ask("--tasks 3 --retries 2", "/trouble/429/again{}", 0);
    assert!(run.tasks_ok == 3 && run.wall_ns > 2_000_000_000, "{} ns", run.wall_ns);
    // What is not there is not there a moment later either.
    let before = site.stats().unwrap().requests.trouble;
    assert_eq!(ask("--tasks 3 --retries 2", "/trouble/404/again{}", 1).tasks_failed, 3);
    assert_eq!(site.stats().unwrap().requests.trouble, before + 3);
}

/// The first answer is cut short, and then the server is gone.
#[test]
fn a_failure_is_told_of_the_last_try_alone() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener); // whoever comes next is refused
        let _ = stream.read(&mut [0; 4_096]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfour").unwrap();
    });
    let outcome = DEMO.with("--tasks 1 --retries 1 --json --url").arg(url).run();
    server.join().unwrap();
    let run = outcome.expect_code(1).expect_quiet().report().runs.remove(0);
    assert_eq!(run.failures[0].reason, "page 0: no answer: connection refused");
}

#[test]
fn connections_are_kept_for_the_next_request_where_there_is_a_limit() {
    let site =
        Site::start_program(Path::new(DEMO.path), &SiteOptions::default()).unwrap();
    let pages = site.address_of("/page/{}");
    assert_eq!(DEMO.run(&format!("--tasks 60 --limit 4 --url {pages}")).tasks_ok, 60);
    let stats = site.stats().unwrap();
    assert_eq!((stats.requests.page, stats.in_flight_peak <= 4), (60, true), "{stats:?}");
    assert!(stats.connections_all <= 4 + 1, "{stats:?}");
}
