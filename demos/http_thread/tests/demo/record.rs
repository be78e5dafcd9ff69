//! What the record of `demo_http_thread` must show, and no other demo's.

use site::{Site, SiteOptions};
use std::path::Path;
use testkit::Demo;

const DEMO: Demo =
    Demo { has_workers: true, ..Demo::new(env!("CARGO_BIN_EXE_demo_http_thread")) };

#[test]
fn as_many_requests_are_under_way_as_there_are_workers_each_on_its_thread() {
    for (workers, flag) in [(5, ""), (1, "--workers 1"), (3, "--workers 3")] {
        let run = DEMO.run(&format!("--tasks 9 --wait 150ms {flag}"));
        assert_eq!(run.concurrency_peak, workers, "{flag}");
        assert_eq!(run.threads("waiting").len() as u64, workers, "{flag}");
        // The site is no part of the run.
        assert_eq!((run.processes, run.pids().len()), (1, 1), "{flag}");
        // The main thread waits for the workers.
        let threads = run.threads_peak;
        assert!(
            threads.is_none_or(|threads| threads == workers + 1),
            "{flag}: {threads:?}"
        );
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
        // The site's latency comes before the answer; a page is small.
        let (begin, end) = task.spans[0].interval();
        assert!(end - begin >= 100_000_000, "{task:?}");
        assert!(task.spans.iter().all(|span| span.thread == task.spans[0].thread));
    }
}

#[test]
fn a_server_of_the_users_is_asked_for_what_it_says() {
    let site =
        Site::start_program(Path::new(DEMO.path), &SiteOptions::default()).unwrap();
    let pages = site.address_of("/page/{}");
    // Nobody knows how long such a server takes: the default of `--wait` is not said of it.
    let run = DEMO.run(&format!("--tasks 7 --url {pages}"));
    assert_eq!((run.tasks_ok, run.workload.wait_ns, run.ideal_ns), (7, 0, 0));
    let all = format!("--tasks 101 --workers 16 --yes --url {}", site.address_of("/"));
    assert_eq!(DEMO.run(&all).tasks_ok, 101);
    let stats = site.stats().unwrap();
    assert_eq!((stats.requests.page, stats.requests.index), (7, 101));
    // A worker keeps its connection from one request to the next.
    assert!(stats.connections_all <= 5 + 16 + 1, "{stats:?}");
    site.stop();
    let outcome = DEMO.with(&format!("--tasks 3 --json --url {pages}")).run();
    let reasons = &outcome.expect_code(1).expect_quiet().report().runs[0].failures;
    assert!(reasons.iter().all(|failure| failure.reason.ends_with("connection refused")));
}
