//! What the record of `demo_thread` must show, and no other demo's.

use std::thread;
use testkit::{Demo, Run, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_thread"));

#[test]
fn all_waits_overlap_on_a_thread_each() {
    let run = DEMO.run("--tasks 10 --wait 200ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len(), 10);
    assert_eq!((run.concurrency_peak, run.processes), (10, 1));
    // The main thread waits for them.
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 11),
        "{:?}",
        run.threads_peak
    );
}

#[test]
fn tasks_compute_at_the_same_time_where_there_are_cores() {
    const LINE: &str = "--tasks 8 --wait 0 --compute 50ms";
    let pinned = DEMO.run(&format!("{LINE} --cores 1"));
    let shared = reference::shared(&pinned.intervals("computing"));
    // Where one thread gives way to the next can only be told to 100 us: it may look as if they overlapped.
    assert!(shared < 0.05, "on one core, {shared} of the computing is at the same time");
    if cfg!(target_os = "linux") {
        assert_eq!(pinned.cores("computing").len(), 1);
        assert!(pinned.cores_busy.unwrap() < 1.1, "{:?}", pinned.cores_busy);
    }
    if thread::available_parallelism().unwrap().get() >= 2 {
        let free = DEMO.run_in_which(
            "two threads that compute at once",
            LINE,
            Run::computes_at_once,
        );
        assert!(free.ideal_ns < pinned.ideal_ns, "the ideal does not know the cores");
    }
}
