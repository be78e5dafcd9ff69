//! Ctrl-C, and a program that is killed.

use crate::{Demo, Outcome, Report, Scratch, processes, wait_until};
use std::time::Duration;

/// Ctrl-C, for the process alone or for its whole group: exit code 130, what was finished is reported, every unfinished
/// task is named as a failure, and no process is left. (That none is left is made sure of wherever a program runs.)
#[cfg(unix)]
#[track_caller]
pub fn reports_after_ctrl_c(demo: &Demo) {
    if processes::VISIBLE {
        while_all_wait(demo);
        while_some_are_done(demo);
    }
}

fn helpers(demo: &Demo, workers: usize) -> usize {
    match (demo.has_processes, demo.runs) {
        (true, _) => workers,
        (false, []) => 0,
        (false, _) => 1, // each run is a process of its own
    }
}

/// In the middle of a wait of a minute.
#[cfg(unix)]
#[track_caller]
fn while_all_wait(demo: &Demo) {
    for whole_group in [false, true] {
        let running = demo.with("--tasks 4 --wait 60s --json").in_own_group().start();
        running.wait_for_helpers(helpers(demo, 4));
        if whole_group {
            running.interrupt_group()
        } else {
            running.interrupt()
        }
        let outcome = running.finish();
        let report = interrupted(&outcome, 4);
        assert_eq!(report.runs[0].tasks_ok, 0, "{outcome}");
    }
}

/// In the middle of computing that would take half a minute, when some tasks must have ended where they end in turn.
#[cfg(unix)]
#[track_caller]
fn while_some_are_done(demo: &Demo) {
    let (tasks, compute) = if demo.ends_in_turn { (600, "50ms") } else { (20, "3s") };
    let scratch = Scratch::new();
    for figure in [false, true] {
        let line = format!("--tasks {tasks} --wait 50ms --compute {compute} {}", demo.one_worker());
        let mut program =
            demo.with(&line).in_own_group().env("COLUMNS", "200").arg("--svg").arg(scratch.file("figure.svg"));
        if !figure {
            program = program.arg("--json");
        }
        let running = program.start();
        running.wait_for_helpers(helpers(demo, 1));
        // About 60 ms are for the calibration. The rest is several tasks' computations.
        running.wait_for_cpu_time(Duration::from_millis(400));
        running.interrupt_group();
        let outcome = running.finish();
        if figure {
            outcome.expect_code(130).expect_quiet();
            assert!(outcome.stdout.contains("Ctrl-C"), "the figure does not say what ended the run: {outcome}");
            let named =
                |line: &str| line.starts_with("task") && line.contains("failed") && line.contains("had not ended");
            assert!(outcome.stdout.lines().any(named), "no unfinished task is named: {outcome}");
        } else {
            let done = interrupted(&outcome, tasks).runs[0].tasks_ok;
            assert!(done > 0 || !demo.ends_in_turn, "no task is reported as done: {outcome}");
            assert!(done < tasks, "all {done} are: {outcome}");
        }
        let drawn = std::fs::read_to_string(scratch.file("figure.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in the figure of {outcome}"));
    }
}

/// Checks the report of an interrupted program whose first run has `tasks` tasks.
#[track_caller]
fn interrupted(outcome: &Outcome, tasks: u64) -> Report {
    outcome.expect_code(130).expect_quiet();
    let report = outcome.report();
    // Runs that were still to come are not there: nothing of them was done.
    assert_eq!(report.runs.len(), 1, "{outcome}");
    let run = &report.runs[0];
    assert_eq!(run.tasks_ok + run.tasks_failed, tasks, "{outcome}");
    assert_eq!(run.failed().len() as u64, run.tasks_failed, "a task is named twice: {outcome}");
    assert!(run.failed().iter().all(|&id| id < tasks), "{outcome}");
    let done: Vec<_> = run.tasks.iter().filter(|task| !run.failed().contains(&task.id)).collect();
    assert_eq!(done.len() as u64, run.tasks_ok, "tasks that are done are missing from the record: {outcome}");
    for task in done {
        assert!(task.time_in("computing") > 0, "task {} is not done: {outcome}", task.id);
    }
    assert!(run.tasks.iter().all(|task| task.end_ns <= run.wall_ns), "{outcome}");
    // Whatever else ended them, as that their worker was ended: Ctrl-C is why.
    assert!(run.failures.iter().all(|failure| failure.reason.contains("Ctrl-C")), "another reason is given: {outcome}");
    report
}

/// A demo with processes of its own is killed, and notices nothing: two seconds later its processes are gone.
#[cfg(unix)]
#[track_caller]
pub fn leaves_no_orphans(demo: &Demo) {
    if !processes::VISIBLE {
        return;
    }
    for line in ["--tasks 3 --wait 60s", "--tasks 3 --wait 0 --compute 60s --workers 2"] {
        let line = if demo.has_workers { line } else { line.trim_end_matches("--workers 2") };
        let mut running = demo.with(line).start();
        let expected = helpers(demo, if line.contains("--workers") { 2 } else { 3 });
        assert_eq!(running.wait_for_helpers(expected).len(), expected, "{line}");
        running.kill();
        wait_until("the end of all processes", Duration::from_secs(2), || running.helpers().is_empty().then_some(()));
    }
}
