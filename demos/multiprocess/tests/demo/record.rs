//! What the record of `demo_multiprocess` must show, and no other demo's.

use std::{fs, thread};
use testkit::{Demo, Program, Run, Scratch, reference};

const DEMO: Demo = Demo {
    has_workers: true,
    has_processes: true,
    ..Demo::new(env!("CARGO_BIN_EXE_demo_multiprocess"))
};

#[test]
fn spans_are_the_workers_on_the_parents_clock() {
    let running = DEMO.with("--tasks 6 --wait 300ms --workers 3 --json").start();
    let parent = u64::from(running.pid());
    let run = running.finish().expect_code(0).report().runs.remove(0);
    assert_eq!((run.processes, run.pids().len()), (4, 3));
    assert!(!run.pids().contains(&parent), "the parent itself has no task");
    assert_eq!(run.threads("waiting").len(), 3, "a worker is one thread");
    for task in &run.tasks {
        // It takes some time until a worker has started and got its order, but no whole wait.
        assert!(task.begin_ns > 0 && task.end_ns <= run.wall_ns, "{task:?}");
        assert!(task.spans.iter().all(|span| span.pid == task.spans[0].pid), "{task:?}");
    }
    assert_eq!(run.concurrency_peak, 3);
    for pid in run.pids() {
        let waits: Vec<_> =
            run.spans("waiting").into_iter().filter(|span| span.pid == pid).collect();
        let waits: Vec<_> = waits.into_iter().map(|span| span.interval()).collect();
        assert_eq!(reference::peak(&waits), 1, "a worker does one task at a time");
    }
}

#[test]
fn what_the_workers_use_is_counted() {
    let run = DEMO.run("--tasks 4 --wait 50ms --compute 100ms --workers 2");
    let computed = reference::total(&run.intervals("computing"));
    let cpu_ns = run.cpu_ns();
    assert!(
        cpu_ns.is_none_or(|cpu_ns| cpu_ns > computed / 2),
        "{cpu_ns:?} of {computed}"
    );
    // Each of the processes has a few hundred kB of its own at the very least, and a thread.
    assert!(run.memory_peak_bytes.is_none_or(|bytes| bytes > 3 * 500_000));
    assert!(run.threads_peak.is_none_or(|threads| threads >= 3));
}

#[test]
fn workers_compute_at_the_same_time() {
    if thread::available_parallelism().unwrap().get() >= 2 {
        let line = "--tasks 4 --wait 0 --compute 100ms --workers 2";
        DEMO.run_in_which(
            "two workers that compute at once",
            line,
            Run::computes_at_once,
        );
    }
}

#[test]
fn there_is_a_worker_for_each_task_or_for_each_core() {
    let cores = thread::available_parallelism().unwrap().get() as u64;
    for (line, workers) in [
        ("--tasks 5 --wait 300ms", 5),
        ("--tasks 66 --wait 1s", 64),
        ("--tasks 10 --wait 0 --compute 20ms", cores.min(10)),
        ("--tasks 10 --wait 0 --compute 20ms --cores 1", 1),
        ("--tasks 5 --wait 300ms --workers 2", 2),
    ] {
        let run = DEMO.run(line);
        assert_eq!(run.processes, 1 + workers, "{line}");
        assert_eq!(run.pids().len() as u64, workers, "{line}");
    }
}

/// Its program is gone, and the worker that died cannot be replaced.
#[cfg(target_os = "linux")]
#[test]
fn a_task_for_which_no_process_can_be_started_says_why() {
    let scratch = Scratch::new();
    let program = scratch.file("demo");
    // A shell copies it: a program that another test starts meanwhile would for a moment hold the copy open
    // for writing, and it could not be run.
    let copied = Program::new("/bin/sh").arg("-c").arg("cp \"$0\" \"$1\" && exec \"$@\"");
    let copied = copied.arg(DEMO.path).arg(&program);
    let line = "--tasks 3 --wait 1s --workers 1 --fail kill:1 --json";
    let running = copied.args(line).start();
    running.wait_for_helpers(1);
    fs::remove_file(&program).unwrap();
    let outcome = running.finish();
    let run = &outcome.expect_code(1).report().runs[0];
    assert_eq!((run.tasks_ok, run.tasks_failed), (1, 2), "{outcome}");
    assert!(run.failures[1].reason.contains("os error 2"), "{outcome}");
}
