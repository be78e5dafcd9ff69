//! What the record of `demo_async_std` must show: its tasks are on several threads, unlike those of its twin on smol.

use std::thread;
use testkit::{Demo, Run, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_async_std"));

/// Its only run, with as many of the runtime's threads as its users can ask for.
fn run_with_threads(threads: usize, line: &str) -> Run {
    let threads = threads.to_string();
    let outcome =
        DEMO.with(line).arg("--json").env("ASYNC_STD_THREAD_COUNT", &threads).run();
    outcome.expect_code(0).expect_quiet().report().runs.remove(0)
}

#[test]
fn all_waits_overlap_on_a_few_threads() {
    for threads in [1, 3] {
        let run = run_with_threads(threads, "--tasks 20 --wait 200ms");
        assert!(reference::all_overlap(&run.intervals("waiting")));
        assert!(
            run.threads("waiting").len() <= threads,
            "more threads than the runtime has"
        );
        assert_eq!((run.concurrency_peak, run.processes), (20, 1));
    }
}

#[test]
fn there_is_a_thread_for_each_core() {
    let cores = thread::available_parallelism().unwrap().get() as u64;
    let runs = [
        (cores, DEMO.run("--tasks 10 --wait 100ms")),
        (1, DEMO.run("--tasks 10 --wait 100ms --cores 1")),
        (5, run_with_threads(5, "--tasks 10 --wait 100ms")),
    ];
    for (expected, run) in runs {
        // The main thread waits for the tasks, and one looks after timers and sockets.
        let threads = run.threads_peak;
        assert!(
            threads.is_none_or(|threads| threads == expected + 2),
            "{expected}: {threads:?}"
        );
    }
}

#[test]
fn tasks_compute_at_once_on_several_threads() {
    if thread::available_parallelism().unwrap().get() >= 2 {
        let line = "--tasks 8 --wait 50ms --compute 50ms";
        let run = DEMO.run_in_which(
            "two tasks that compute at once",
            line,
            Run::computes_at_once,
        );
        assert!(reference::all_overlap(&run.intervals("waiting")));
        assert!(run.threads("computing").len() >= 2);
    }
}

#[test]
fn one_thread_computes_one_task_after_the_other() {
    let run = run_with_threads(1, "--tasks 5 --wait 50ms --compute 20ms");
    assert_eq!(run.threads("computing").len(), 1);
    assert_eq!(reference::time_with(2, &run.intervals("computing")), 0);
}
