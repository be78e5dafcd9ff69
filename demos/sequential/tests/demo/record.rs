//! What the record of `demo_sequential` must show, and no other demo's.

use testkit::{Demo, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_sequential"));

#[test]
fn no_two_tasks_overlap() {
    for line in ["--tasks 5 --wait 50ms", "--tasks 5 --wait 50ms --compute 10ms"] {
        let run = DEMO.run(line);
        assert_eq!(run.concurrency_peak, 1);
        for pair in run.tasks.windows(2) {
            assert!(pair[0].end_ns <= pair[1].begin_ns, "{pair:?} overlap");
        }
        let spans: Vec<_> = run
            .tasks
            .iter()
            .flat_map(|task| &task.spans)
            .map(|span| span.interval())
            .collect();
        assert_eq!(reference::time_with(2, &spans), 0, "spans overlap");
        assert!(
            run.wall_ns >= 5 * run.workload.wait_ns,
            "the waits were not one after the other"
        );
    }
}

#[test]
fn all_is_done_by_the_main_thread() {
    let run = DEMO.run("--tasks 5 --wait 50ms --compute 10ms");
    let threads = run.threads("waiting");
    assert!(
        threads.iter().all(|(pid, thread)| pid == thread) || !cfg!(target_os = "linux")
    );
    assert_eq!((threads.len(), run.processes), (1, 1));
    assert_eq!(threads, run.threads("computing"));
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 1),
        "{:?}",
        run.threads_peak
    );
}
