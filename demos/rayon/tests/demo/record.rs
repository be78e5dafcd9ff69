//! What the record of `demo_rayon` must show, and no other demo's.

use std::thread;
use testkit::{Demo, Run};

const DEMO: Demo =
    Demo { has_workers: true, ..Demo::new(env!("CARGO_BIN_EXE_demo_rayon")) };

#[test]
fn computing_keeps_as_many_cores_busy_as_there_are() {
    let threads = thread::available_parallelism().unwrap().get().min(16) as u64;
    // Where others use the machine too, a thread that would keep a core busy is late instead.
    let run = DEMO.run_in_which("cores kept busy, or wanted", "", |run| {
        let late_ns: u64 = run.tasks.iter().map(|task| task.time_in("late")).sum();
        let wanted = late_ns as f64 / run.wall_ns as f64;
        run.cores_busy.is_none_or(|busy| busy + wanted > 0.7 * threads as f64)
    });
    let workload = run.workload;
    assert_eq!(
        (workload.tasks, workload.wait_ns, workload.compute_ns),
        (16, 0, 50_000_000)
    );
    assert_eq!(run.concurrency_peak, threads);
    assert_eq!(run.threads("computing").len() as u64, threads);
    // The main thread waits for the pool.
    let all = run.threads_peak;
    assert!(all.is_none_or(|all| all == threads + 1), "{all:?}");
    assert!(run.notes.is_empty(), "nothing waited: {:?}", run.notes);
    if threads >= 2 {
        DEMO.run_in_which(
            "two threads that compute at once",
            "--compute 10ms",
            Run::computes_at_once,
        );
    }
}

#[test]
fn as_many_wait_at_once_as_the_pool_has_threads_and_it_says_so() {
    for workers in [1, 3] {
        let line = format!("--tasks 7 --wait 50ms --compute 0 --workers {workers}");
        let run = DEMO.run(&line);
        assert_eq!(run.concurrency_peak, workers);
        assert_eq!(run.threads("waiting").len() as u64, workers);
        assert_eq!(run.notes.get("waiting_most"), Some(&workers));
        let waves = 7_u64.div_ceil(workers);
        assert!(run.wall_ns >= waves * 50_000_000, "{workers}: {} ns", run.wall_ns);
        assert!(
            DEMO.with(&line).run().stdout.contains(&format!("at most {workers} can"))
        );
    }
}

#[test]
fn a_panic_takes_no_other_task_with_it() {
    // Both are the first of many that one thread is given to do.
    for id in [0, 8] {
        let line = format!("--compute 1ms --workers 2 --fail panic:{id} --json");
        let outcome = DEMO.with(&line).run();
        outcome.expect_code(1).expect_quiet();
        let run = &outcome.report().runs[0];
        assert_eq!((run.tasks_ok, run.failed().into_iter().collect()), (15, vec![id]));
        assert!(run.failures[0].reason.contains("panicked"), "{outcome}");
        let done = run.tasks.iter().filter(|task| task.time_in("computing") > 0);
        assert!(done.count() >= 15, "{outcome}");
    }
}
