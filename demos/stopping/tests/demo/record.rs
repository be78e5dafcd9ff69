//! What the record of `demo_stopping` must show, and no other demo's.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::Duration;
use testkit::{Demo, Program, Report, Run, Task, processes, wait_until};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_stopping"));
/// Far more than four workers have done when they are asked to stop.
const RECORDS: u64 = 100;
const WAIT_NS: u64 = 100_000_000;
const WORKERS: [&str; 4] =
    ["async-abort", "async-graceful", "thread-flag", "process-input"];

/// One report, which most tests look at.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let line = "--tasks 100 --wait 100ms --compute 1ms";
    named(REPORT.get_or_init(|| DEMO.report(line)), name)
}

fn named<'a>(report: &'a Report, name: &str) -> &'a Run {
    report.runs.iter().find(|run| run.name == name).unwrap()
}

/// The program, doing one of its runs and not the others.
fn only(name: &str, line: &str) -> Program {
    DEMO.with(line).arg("--json").env("TAKING_TURNS_RUN", name)
}

/// The tasks that had begun when they were stopped.
fn cut(run: &Run) -> Vec<&Task> {
    run.tasks.iter().filter(|task| run.stopped.contains(&task.id)).collect()
}

#[test]
fn every_record_is_accounted_for() {
    for name in WORKERS {
        let run = run(name);
        let (saved, lost) = (run.notes["records_saved"], run.notes["records_lost"]);
        assert_eq!(saved, run.tasks_ok, "{name}: what was saved is what ended well");
        assert_eq!(lost, cut(run).len() as u64, "{name}: what was lost is what was cut");
        assert_eq!(saved + lost, run.tasks.len() as u64, "{name}: taken is begun");
        let left = RECORDS - saved - lost;
        assert_eq!(run.stopped.len() as u64, lost + left, "{name}");
        assert!(saved >= 4 && left > 0, "{name}: {saved} saved, {left} left");
    }
}

#[test]
fn an_abort_loses_what_is_in_hand_and_nothing_else_does() {
    assert_eq!(run("async-abort").notes["records_lost"], 4);
    for task in cut(run("async-abort")) {
        assert_eq!(task.time_in("computing"), 0, "{task:?} was cut at its wait");
    }
    for name in &WORKERS[1..] {
        let run = run(name);
        assert_eq!((run.notes["records_lost"], cut(run).len()), (0, 0), "{name}");
        for task in &run.tasks {
            assert_eq!(task.time_in("waiting"), WAIT_NS, "{name}: {task:?}");
            assert!(task.time_in("computing") > 0, "{name}: {task:?}");
        }
    }
}

#[test]
fn stopping_takes_no_longer_than_the_records_in_hand() {
    for name in WORKERS {
        let run = run(name);
        let longest =
            run.tasks.iter().map(|task| task.end_ns - task.begin_ns).max().unwrap();
        let took = run.notes["stopped_after_ns"];
        // Had they gone on to the end, it would have been more than twenty.
        assert!(took < longest * 5, "{name}: {took} ns, where a record takes {longest}");
    }
}

#[test]
fn a_time_limit_ends_the_waits_that_are_too_long_and_only_those() {
    let run = run("time-limit");
    assert!(run.stopped.iter().copied().eq((1..RECORDS).step_by(2)));
    assert_eq!((run.tasks_ok, run.tasks.len() as u64), (RECORDS / 2, RECORDS));
    for task in cut(run) {
        assert_eq!(task.time_in("computing"), 0, "{task:?} got no answer");
        assert!(task.end_ns - task.begin_ns >= 2 * WAIT_NS, "{task:?} was cut too early");
    }
    let longest = cut(run).iter().map(|task| task.end_ns - task.begin_ns).max().unwrap();
    assert!(run.notes["stopped_after_ns"] <= longest - 2 * WAIT_NS);
}

#[test]
fn of_two_answers_the_first_one_counts_and_the_other_task_is_stopped() {
    let run = run("first-of-two");
    assert_eq!((run.tasks_ok, run.stopped.len() as u64), (RECORDS / 2, RECORDS / 2));
    for pair in run.tasks.chunks(2) {
        let is_first_fast = pair[0].id % 4 == 0;
        let [fast, slow] =
            if is_first_fast { [0, 1] } else { [1, 0] }.map(|at| &pair[at]);
        assert!(
            run.stopped.contains(&slow.id) && !run.stopped.contains(&fast.id),
            "{pair:?}"
        );
        assert_eq!(fast.time_in("waiting"), WAIT_NS, "{pair:?}");
        assert!(
            fast.time_in("computing") > 0 && slow.time_in("computing") == 0,
            "{pair:?}"
        );
        assert!(
            slow.end_ns >= fast.begin_ns + WAIT_NS,
            "stopped before there was an answer"
        );
        assert!(slow.end_ns < fast.end_ns, "stopped only when the answer was dealt with");
    }
    // A task whose number has no partner is alone, and nobody stops it.
    let alone = DEMO.report("--tasks 1 --wait 10ms");
    assert_eq!(named(&alone, "first-of-two").tasks_ok, 1);
    // Its server is a fast one, and where nothing was stopped, nothing is said of it.
    assert!(!named(&alone, "time-limit").notes.contains_key("stopped_after_ns"));
}

#[test]
fn four_workers_are_tasks_or_threads_or_processes() {
    for name in WORKERS {
        assert_eq!(run(name).concurrency_peak, 4, "{name}");
    }
    assert_eq!(run("async-abort").threads("waiting").len(), 1);
    assert_eq!(run("async-graceful").threads("waiting").len(), 1);
    assert_eq!(run("thread-flag").threads("waiting").len(), 4);
    let processes = run("process-input");
    assert_eq!((processes.processes, processes.pids().len()), (5, 4));
}

#[test]
fn where_there_are_fewer_records_than_workers_all_are_saved() {
    let report = DEMO.report("--tasks 2 --wait 10ms --compute 0");
    for name in WORKERS {
        let run = named(&report, name);
        assert_eq!((run.tasks_ok, run.stopped.len()), (2, 0), "{name}");
        assert_eq!(
            (run.notes["records_saved"], run.notes["records_lost"]),
            (2, 0),
            "{name}"
        );
    }
}

#[test]
fn a_task_that_fails_has_failed_and_was_not_stopped() {
    let outcome = DEMO.with("--tasks 12 --wait 30ms --fail panic:0 --json").run();
    outcome.expect_code(1).expect_quiet();
    for run in &outcome.report().runs {
        assert!(run.failed().into_iter().eq([0]), "run {} of {outcome}", run.name);
        assert!(!run.stopped.contains(&0), "run {} of {outcome}", run.name);
        assert_eq!(run.tasks_ok + 1 + run.stopped.len() as u64, 12, "run {}", run.name);
        if WORKERS.contains(&run.name.as_str()) {
            let lost = run.notes["records_lost"];
            assert_eq!(lost, 1 + cut(run).len() as u64, "run {} of {outcome}", run.name);
        }
    }
    let outcome = DEMO.with("--tasks 12 --wait 30ms --fail panic:all --json").run();
    outcome.expect_code(1).expect_quiet();
    for run in &outcome.report().runs {
        assert_eq!(
            (run.tasks_ok, run.failed().is_empty()),
            (0, false),
            "run {} of {outcome}",
            run.name
        );
        assert_eq!(
            run.failures.len() + run.stopped.len(),
            12,
            "run {} of {outcome}",
            run.name
        );
    }
}

/// So little memory for data that not all of the threads that wait for the workers can be
/// had.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_cannot_be_started_fails_a_task_and_the_others_go_on() {
    let limited = DEMO.under("ulimit -d 6000", "--tasks 6 --wait 50ms --json");
    let outcome = limited.env("TAKING_TURNS_RUN", "process-input").run();
    outcome.expect_code(1).expect_quiet();
    let run = &outcome.report().runs[0];
    assert_eq!(run.failed(), BTreeSet::from([0]), "{outcome}");
    let reason = &run.failures[0].reason;
    assert!(reason.starts_with("no process could be started for it: "), "{outcome}");
    assert_eq!(run.tasks_ok + run.stopped.len() as u64, 5, "{outcome}");
}

#[cfg(unix)]
#[test]
fn a_worker_process_that_is_killed_loses_its_record_and_holds_nobody_up() {
    if !processes::VISIBLE {
        return;
    }
    let running = only("process-input", "--tasks 4 --wait 2s --compute 0").start();
    let victim = *running.wait_for_helpers(4).last().unwrap();
    Program::new("/bin/kill").arg("-9").arg(victim.to_string()).run().expect_code(0);
    let outcome = running.finish();
    outcome.expect_code(1).expect_quiet();
    let run = &outcome.report().runs[0];
    assert_eq!(
        (run.tasks_ok, run.failures.len(), run.stopped.len()),
        (3, 1, 0),
        "{outcome}"
    );
    assert_eq!(
        (run.notes["records_saved"], run.notes["records_lost"]),
        (3, 1),
        "{outcome}"
    );
}

#[cfg(unix)]
#[test]
fn workers_in_the_middle_of_an_order_do_not_outlive_their_parent() {
    if !processes::VISIBLE {
        return;
    }
    let line = "--tasks 4 --wait 60s";
    let mut running = only("process-input", line).start();
    running.wait_for_helpers(4);
    running.kill();
    let are_gone = || running.helpers().is_empty().then_some(());
    wait_until("the end of all workers", Duration::from_secs(2), are_gone);

    let running = only("process-input", line).in_own_group().start();
    running.wait_for_helpers(4);
    running.interrupt_group();
    let outcome = running.finish();
    let run = &outcome.expect_code(130).report().runs[0];
    assert_eq!((run.failures.len(), run.stopped.len()), (4, 0), "{outcome}");
    assert!(
        run.failures.iter().all(|failure| failure.reason.contains("Ctrl-C")),
        "{outcome}"
    );
}
