//! What the record of `demo_event_loop` must show: that of `demo_async_smol`, with one
//! thread the fewer.

use testkit::{Demo, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_event_loop"));

#[test]
fn all_waits_overlap_on_one_thread() {
    let run = DEMO.run("--tasks 10 --wait 200ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len(), 1);
    assert_eq!((run.concurrency_peak, run.processes), (10, 1));
    // The loop and its timers need no thread but the one that runs it.
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 1),
        "{:?}",
        run.threads_peak
    );
    // It sleeps while it waits.
    let busy = run.cores_busy;
    assert!(busy.is_none_or(|busy| busy < 0.5), "{busy:?} cores are busy");
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

#[test]
fn a_hundred_thousand_tasks_wait_at_once() {
    let run = DEMO.run("--tasks 100000 --wait 200ms");
    assert_eq!((run.tasks_ok, run.tasks_failed), (100_000, 0));
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 1),
        "{:?}",
        run.threads_peak
    );
    // They wait together, however slow this build is. One by one it would take hours.
    assert!(run.concurrency_peak > 1_000, "{} at once", run.concurrency_peak);
    let one_by_one = 100_000 * run.workload.wait_ns;
    assert!(run.wall_ns < one_by_one / 100, "{} ns", run.wall_ns);
}
