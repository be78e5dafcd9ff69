//! What the record of `demo_async_tokio` must show, as that of its twin on the other runtime.

use testkit::{Demo, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_async_tokio"));

#[test]
fn all_waits_overlap_on_one_thread() {
    let run = DEMO.run("--tasks 10 --wait 200ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len(), 1);
    assert_eq!((run.concurrency_peak, run.processes), (10, 1));
}

#[test]
fn no_two_tasks_compute_at_the_same_time() {
    let run = DEMO.run("--tasks 6 --wait 100ms --compute 30ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(reference::time_with(2, &run.intervals("computing")), 0);
    assert_eq!(run.threads("computing"), run.threads("waiting"));
    let busy = run.cores_busy;
    assert!(busy.is_none_or(|busy| busy < 1.1), "{busy:?} cores are busy");
    // Whoever's wait was over was late until the others had computed: 5 times 30 ms, or so.
    let computed = reference::total(&run.intervals("computing"));
    let late = run.late_max_ns;
    assert!(late.is_none_or(|late| late > computed / 2), "{late:?} of {computed}");
}
