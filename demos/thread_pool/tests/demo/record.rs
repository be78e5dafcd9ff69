//! What the record of `demo_thread_pool` must show, and no other demo's.

use testkit::Demo;

const DEMO: Demo =
    Demo { has_workers: true, ..Demo::new(env!("CARGO_BIN_EXE_demo_thread_pool")) };

#[test]
fn as_many_tasks_are_under_way_as_there_are_workers_each_on_its_thread() {
    for (workers, flag) in [(4, ""), (1, "--workers 1"), (3, "--workers 3")] {
        let run = DEMO.run(&format!("--tasks 10 --wait 100ms {flag}"));
        assert_eq!(run.concurrency_peak, workers, "{flag}");
        assert_eq!(run.threads("waiting").len() as u64, workers, "{flag}");
        assert_eq!(run.processes, 1, "{flag}");
        // The main thread waits for the workers.
        let threads = run.threads_peak;
        assert!(
            threads.is_none_or(|threads| threads == workers + 1),
            "{flag}: {threads:?}"
        );
    }
}

#[test]
fn a_task_keeps_its_thread() {
    let run = DEMO.run("--tasks 8 --wait 50ms --compute 10ms --workers 3");
    for task in &run.tasks {
        let thread = task.spans[0].thread;
        assert!(task.spans.iter().all(|span| span.thread == thread), "{task:?}");
    }
    assert!(run.concurrency_peak <= 3);
    assert_eq!(run.threads("computing").len(), 3);
}

#[test]
fn more_workers_than_tasks_are_no_harm() {
    let run = DEMO.run("--tasks 2 --wait 100ms --workers 20");
    assert_eq!((run.concurrency_peak, run.threads("waiting").len()), (2, 2));
}
