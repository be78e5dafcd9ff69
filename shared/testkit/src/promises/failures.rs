//! A task that fails takes none of the others with it.

use crate::{Demo, Outcome, Run, processes, program, side_by_side, wait_until};
use std::time::Duration;

const TASKS: u64 = 4;

/// `--fail`: exit code 1, that task is named with a reason, all others are well and in the record. The first, one in the
/// middle and the last; with and without compute; and in demos with worker processes, also by one that is lost or that
/// does not answer as it should.
#[track_caller]
pub fn isolates_failures(demo: &Demo) {
    let of_processes: &[&str] = if demo.has_processes { &["kill", "exit", "half", "garbage", "endless"] } else { &[] };
    for kind in ["panic", "wrong"].iter().chain(of_processes) {
        let cases = [(2, ""), (2, "--compute 10ms"), (0, ""), (TASKS - 1, "--compute 10ms"), (2, demo.one_worker())];
        let program = |(id, rest)| demo.with(&format!("--tasks {TASKS} --wait 10ms {rest} --fail {kind}:{id} --json"));
        for ((id, _), outcome) in cases.into_iter().zip(side_by_side(cases.map(program))) {
            outcome.expect_code(1).expect_quiet();
            let runs = outcome.report().runs;
            assert_eq!(runs.len(), demo.run_names().len(), "a run was lost: {outcome}");
            for run in &runs {
                one_failed(demo, run, id, &outcome);
                let reason = &run.failures[0].reason;
                assert!(reason.contains(told_as(kind)), "{kind} is told as {reason:?}: {outcome}");
            }
        }
    }
    if demo.has_workers {
        for id in [0, TASKS - 1] {
            let outcome = demo.with(&format!("--tasks {TASKS} --wait 10ms --workers 1 --fail panic:{id} --json")).run();
            outcome.expect_code(1).expect_quiet();
            one_failed(demo, &outcome.report().runs[0], id, &outcome);
        }
    }
    all_may_fail(demo);
    let outcome = demo.with(&format!("--tasks {TASKS} --wait 10ms --fail panic:2")).run();
    outcome.expect_code(1).expect_quiet();
    let named = outcome.stdout.lines().filter(|line| line.starts_with("task 2 failed: "));
    assert_eq!(named.count(), demo.run_names().len(), "task 2 is not named as failed: {outcome}");
}

/// Every task fails: each is named, and what there is to see of them is drawn.
#[track_caller]
fn all_may_fail(demo: &Demo) {
    let kind = if demo.has_processes { "kill" } else { "wrong" };
    let (panic, other) = ("--fail panic:all", format!("--fail {kind}:all"));
    let lines =
        [format!("{panic} --json"), format!("--compute 10ms {other} --json"), format!("--compute 10ms {panic}")];
    let outcomes = side_by_side(lines.map(|line| demo.with(&format!("--tasks {TASKS} --wait 10ms {line}"))));
    for outcome in &outcomes {
        outcome.expect_code(1).expect_quiet();
    }
    for (outcome, told) in outcomes.iter().zip([told_as("panic"), told_as(kind)]) {
        let runs = outcome.report().runs;
        assert_eq!(runs.len(), demo.run_names().len(), "a run was lost: {outcome}");
        for run in &runs {
            assert!(run.tasks_ok == 0 && run.failed().into_iter().eq(0..TASKS), "run {} of {outcome}", run.name);
            assert!(run.failures.iter().all(|failure| failure.reason.contains(told)), "{outcome}");
        }
    }
    let named = outcomes[2].stdout.lines().filter(|line| line.starts_with("task") && line.contains("panicked"));
    assert!(named.count() >= demo.run_names().len(), "the failures are not named: {}", outcomes[2]);
}

/// How a failure is told from one of another kind.
fn told_as(kind: &str) -> &'static str {
    match kind {
        "panic" => "panicked",
        "wrong" => "its result is wrong",
        "exit" | "half" => "gave no whole answer (exit status: 0)",
        // It was killed, by itself or because what it says is no answer.
        _ => "gave no whole answer (signal: 9",
    }
}

fn one_failed(demo: &Demo, run: &Run, id: u64, outcome: &Outcome) {
    assert_eq!((run.tasks_ok, run.tasks_failed), (TASKS - 1, 1), "run {} of {outcome}", run.name);
    assert!(run.failed().into_iter().eq([id]), "another task failed, in run {} of {outcome}", run.name);
    assert!(!run.failures[0].reason.trim().is_empty(), "no reason is given, in run {} of {outcome}", run.name);
    for other in (0..TASKS).filter(|&other| other != id) {
        let task = run.tasks.iter().find(|task| task.id == other);
        let task = task.unwrap_or_else(|| panic!("task {other} is not in the record of {outcome}"));
        let (waited_ns, wait_ns) = (task.time_in("waiting"), run.workload.wait_ns);
        let waited = if demo.has_work_of_its_own { waited_ns >= wait_ns } else { waited_ns == wait_ns };
        assert!(waited, "task {other} did not wait to the end: {outcome}");
        if run.workload.compute_ns > 0 {
            assert!(task.time_in("computing") > 0, "task {other} did not compute: {outcome}");
        }
    }
}

/// A worker process that stops, as with Ctrl-Z, and never goes on, or that says half of its answer and then nothing, holds nothing up for
/// long. Nobody waits for the rest.
#[track_caller]
pub fn ends_silent_workers(demo: &Demo) {
    let with = |line| demo.with(&format!("--tasks {TASKS} --wait 50ms {line} --json"));
    let lines = ["--fail stop:2", "--workers 1 --fail stop:2", "--fail silent:2", "--workers 1 --fail silent:2"];
    for outcome in side_by_side(lines.map(with)) {
        outcome.expect_code(1).expect_quiet();
        let run = &outcome.report().runs[0];
        one_failed(demo, run, 2, &outcome);
        assert!(run.failures[0].reason.contains("did not answer within 5.05 s and was ended"), "{outcome}");
    }
}

/// A worker process that is killed from outside takes only the task that it was at with it, and is replaced.
#[cfg(unix)]
#[track_caller]
pub fn replaces_killed_workers(demo: &Demo) {
    if !processes::VISIBLE {
        return;
    }
    for workers in [1, 3] {
        let line = format!("--tasks 6 --wait 300ms --workers {workers} --json");
        let running = demo.with(&line).start();
        let victim = wait_until("a worker", Duration::from_secs(30), || running.helpers().last().copied());
        program::kill(victim);
        let outcome = running.finish();
        outcome.expect_code(1).expect_quiet();
        let run = &outcome.report().runs[0];
        assert_eq!((run.tasks_ok, run.tasks_failed), (5, 1), "{outcome}");
        let reason = &run.failures[0].reason;
        assert!(reason.contains(&victim.to_string()), "process {victim} was killed, but {reason:?} is the reason");
        assert_eq!(run.tasks.iter().filter(|task| !run.failed().contains(&task.id)).count(), 5, "{outcome}");
        let lost_at = run.tasks.iter().find(|task| run.failed().contains(&task.id)).map_or(0, |task| task.end_ns);
        let later = run.tasks.iter().filter(|task| task.begin_ns >= lost_at).flat_map(|task| &task.spans);
        assert!(later.into_iter().all(|span| span.pid != u64::from(victim)), "a killed worker went on: {outcome}");
        assert_eq!(run.processes, 1 + workers + 1, "the parent, its workers, and the one killed: {outcome}");
    }
}

/// A worker process that is stopped from outside, as by a debugger, is ended after a while. Only the task that it was at is
/// failed, and the other worker goes on.
#[cfg(unix)]
#[track_caller]
pub fn ends_workers_stopped_from_outside(demo: &Demo) {
    if !processes::VISIBLE {
        return;
    }
    let running = demo.with(&format!("--tasks {TASKS} --wait 1s --workers 2 --json")).start();
    let victim = *running.wait_for_helpers(2).last().unwrap();
    program::stop(victim);
    let outcome = running.finish();
    outcome.expect_code(1).expect_quiet();
    let run = &outcome.report().runs[0];
    assert_eq!(run.failures.len(), 1, "{outcome}");
    one_failed(demo, run, run.failures[0].id, &outcome);
    let reason = &run.failures[0].reason;
    assert!(reason.contains("did not answer within") && reason.contains(&victim.to_string()), "{reason}");
}

/// More workers than cores, and all of them compute: each gets its share, and none is taken for one that hangs.
#[track_caller]
pub fn shares_cores_among_many_workers(demo: &Demo) {
    let run = demo.run("--tasks 12 --workers 12 --wait 0 --compute 100ms");
    assert_eq!((run.tasks_ok, run.pids().len()), (12, 12));
}

/// A demo of several runs, each a process of its own: a run that is killed from outside, or stopped for ever, is named, and the
/// others are reported.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn goes_on_without_a_lost_run(demo: &Demo) {
    if !processes::VISIBLE {
        return;
    }
    let lost = [(program::kill as fn(u32), "signal: 9"), (program::stop, "was stopped, as by Ctrl-Z")];
    let losing = lost.map(|(lose, _)| {
        let running = demo.with(&format!("--tasks {TASKS} --wait 500ms --json")).start();
        lose(running.wait_for_helpers(1)[0]);
        running
    });
    for (running, (_, told)) in losing.into_iter().zip(lost) {
        let outcome = running.finish();
        outcome.expect_code(1).expect_complaint(&format!("the run {}: it ", demo.runs[0])).expect_complaint(told);
        let runs = outcome.report().runs;
        assert!(runs.iter().map(|run| run.name.as_str()).eq(demo.runs[1..].iter().copied()), "{outcome}");
        assert!(runs.iter().all(|run| run.tasks_ok == TASKS), "{outcome}");
    }
}
