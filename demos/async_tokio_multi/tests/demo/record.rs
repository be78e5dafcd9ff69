//! What the record of `demo_async_tokio_multi` must show, and no other demo's.

use std::thread;
use testkit::{Demo, Run, reference};

const DEMO: Demo =
    Demo { has_workers: true, ..Demo::new(env!("CARGO_BIN_EXE_demo_async_tokio_multi")) };

#[test]
fn all_waits_overlap_on_a_few_threads() {
    for workers in [1, 3] {
        let run = DEMO.run(&format!("--tasks 20 --wait 200ms --workers {workers}"));
        assert!(reference::all_overlap(&run.intervals("waiting")));
        assert!(run.threads("waiting").len() <= workers, "more threads than workers");
        assert_eq!((run.concurrency_peak, run.processes), (20, 1));
    }
}

#[test]
fn there_is_a_worker_for_each_core() {
    let cores = thread::available_parallelism().unwrap().get() as u64;
    for (flag, workers) in [("", cores), ("--cores 1", 1), ("--workers 5", 5)] {
        let run = DEMO.run(&format!("--tasks 10 --wait 100ms {flag}"));
        // The main thread waits for the runtime.
        let threads = run.threads_peak;
        assert!(
            threads.is_none_or(|threads| threads == workers + 1),
            "{flag}: {threads:?}"
        );
    }
}

#[test]
fn async_is_not_single_threaded() {
    if thread::available_parallelism().unwrap().get() >= 2 {
        let line = "--tasks 8 --wait 50ms --compute 50ms";
        let run = DEMO.run_in_which(
            "two tasks that compute at once",
            line,
            Run::computes_at_once,
        );
        assert!(run.threads("computing").len() >= 2);
    }
}

#[test]
fn one_worker_computes_one_task_after_the_other() {
    let run = DEMO.run("--tasks 5 --wait 50ms --compute 20ms --workers 1");
    assert_eq!(run.threads("computing").len(), 1);
    assert_eq!(reference::time_with(2, &run.intervals("computing")), 0);
}
