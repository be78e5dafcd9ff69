//! The report: all keys, and figures that agree with the record.

use crate::{Demo, Report, Run, reference};
use std::collections::BTreeSet;
use std::thread;

/// `--json` prints one object with all keys that are promised, and its figures agree with what is worked out from
/// its own timeline, in a run that waits, one that computes, and one that does both.
#[track_caller]
pub fn reports_every_key(demo: &Demo) {
    for (line, wait_ns, compute_ns) in [
        ("--tasks 4 --wait 50ms", 50_000_000, 0),
        ("--tasks 4 --wait 0 --compute 20ms", 0, 20_000_000),
        ("--tasks 4 --wait 50ms --compute 10ms", 50_000_000, 10_000_000),
        ("--tasks 1 --wait 1ms", 1_000_000, 0),
    ] {
        if compute_ns > 0 && !demo.computes {
            continue;
        }
        let report = demo.report(line);
        let tasks = if line.contains("--tasks 1") { 1 } else { 4 };
        let workload = report.workload;
        assert_eq!((workload.tasks, workload.wait_ns, workload.compute_ns), (tasks, wait_ns, compute_ns), "{line}");
        check_head(demo, &report);
        for run in &report.runs {
            let what = format!("{} {line}, run {}", demo.program_name(), run.name);
            check_run(demo, run, run.workload.cores.unwrap_or(report.machine.cores), &what);
            assert_eq!(run.heartbeat.is_some(), demo.has_heartbeat, "the heartbeat: {what}");
        }
    }
}

/// Single tasks are listed up to 10,000 of them, and above that where `--json=full` asks for it.
#[track_caller]
pub fn lists_up_to_ten_thousand_tasks(demo: &Demo, wait: &str) {
    for (tasks, json, listed) in [(10_000, "--json", true), (10_001, "--json", false), (10_001, "--json=full", true)] {
        let line = format!("--tasks {tasks} --wait {wait} {json}");
        let outcome = demo.with(&line).run();
        let report = outcome.expect_code(0).expect_quiet().report();
        assert_eq!(report.runs.len(), demo.run_names().len());
        for run in &report.runs {
            assert_eq!(run.lists_tasks, listed, "{line}, run {}", run.name);
            assert_eq!(run.tasks.len(), if listed { tasks } else { 0 }, "{line}, run {}", run.name);
            assert_eq!(run.tasks_ok, tasks as u64, "{line}, run {}", run.name);
        }
    }
}

fn check_head(demo: &Demo, report: &Report) {
    assert_eq!(report.schema, 1);
    assert_eq!(report.demo, demo.name());
    assert_eq!(report.machine.cores, thread::available_parallelism().unwrap().get() as u64);
    assert_eq!(report.machine.os, std::env::consts::OS);
    // The tests and the programs are built together.
    assert_eq!(report.machine.profile, if cfg!(debug_assertions) { "debug" } else { "release" });
    let names: Vec<&str> = report.runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, demo.run_names());
}

#[track_caller]
pub(super) fn check_run(demo: &Demo, run: &Run, cores: u64, what: &str) {
    let tasks = run.workload.tasks;
    assert_eq!((run.tasks_ok + run.stopped.len() as u64, run.tasks_failed), (tasks, 0), "{what}");
    assert!(demo.stops_tasks || run.stopped.is_empty(), "{:?} were stopped: {what}", run.stopped);
    assert!(run.failures.is_empty() && run.lists_tasks, "{what}");
    let begun: BTreeSet<u64> = run.tasks.iter().map(|task| task.id).collect();
    let listed = (0..tasks).filter(|id| begun.contains(id) || !run.stopped.contains(id));
    assert!(run.tasks.iter().map(|task| task.id).eq(listed), "the tasks are not listed in order: {what}");
    for task in &run.tasks {
        let what = format!("task {}, {what}", task.id);
        check_spans(run, task, &what);
        if !run.stopped.contains(&task.id) {
            check_task(demo, run, task, &what);
        }
    }
    let lives: Vec<_> = run.tasks.iter().map(crate::Task::interval).collect();
    assert_eq!(run.concurrency_peak, reference::peak(&lives), "peak concurrency: {what}");
    if let Some(late_ns) = run.late_max_ns {
        assert_eq!(late_ns, reference::late_max_ns(run), "the longest that a task was late: {what}");
    }
    if let Some(heartbeat) = &run.heartbeat {
        let (least, most) = reference::heartbeat_late_ns(heartbeat, run.wall_ns);
        let late_ns = heartbeat.late_max_ns;
        assert!(
            (least..=most).contains(&late_ns),
            "late by {late_ns} ns, not {least} to {most}: {what}: {heartbeat:?}"
        );
    }
    let efficiency = (run.ideal_ns as f64 / run.wall_ns as f64).min(1.0);
    assert!((run.efficiency - efficiency).abs() < 1e-9, "efficiency {} is not {efficiency}: {what}", run.efficiency);
    if !demo.has_work_of_its_own {
        check_ideal(run, cores, what);
    }
    if let (Some(busy), Some(cpu_ns)) = (run.cores_busy, run.cpu_ns()) {
        let expected = cpu_ns as f64 / run.wall_ns as f64;
        assert!((busy - expected).abs() < 1e-9, "{busy} cores busy, not {expected}: {what}");
    }
    assert!(run.threads_peak.is_none_or(|threads| threads >= run.processes), "threads: {what}");
    assert!(run.processes >= 1, "processes: {what}");
    assert!(run.memory_peak_bytes.is_none_or(|bytes| bytes > 500_000), "memory: {what}");
}

fn check_ideal(run: &Run, cores: u64, what: &str) {
    if run.workload.compute_ns == 0 {
        assert_eq!(run.ideal_ns, run.workload.wait_ns, "the ideal of a run that only waits: {what}");
        return;
    }
    let most = reference::ideal_ns_at_most(run, cores);
    assert!(run.ideal_ns <= most, "an ideal of {} ns, where the timeline has {most}: {what}", run.ideal_ns);
    let half_of_compute = run.workload.wait_ns + (most - run.workload.wait_ns) / 2;
    assert!(run.ideal_ns >= half_of_compute, "an ideal of {} ns, where {most} are possible: {what}", run.ideal_ns);
}

fn check_spans(run: &Run, task: &crate::Task, what: &str) {
    assert!(task.begin_ns <= task.end_ns && task.end_ns <= run.wall_ns, "it lies outside its run: {what}");
    // Gaps in compute of up to 100 us are not told apart, so no more than that may be missing from the record.
    const UNTOLD_NS: u64 = 100_000;
    let mut until_ns = task.begin_ns;
    for span in &task.spans {
        assert!(span.begin_ns < span.end_ns, "a span without length: {what}");
        assert!((until_ns..=until_ns + UNTOLD_NS).contains(&span.begin_ns), "an overlap or a hole: {what}: {task:?}");
        assert!(span.core.is_some() || !cfg!(target_os = "linux"), "a span on no core: {what}");
        until_ns = span.end_ns;
    }
    assert!((until_ns..=until_ns + UNTOLD_NS).contains(&task.end_ns), "a hole at the end: {what}: {task:?}");
}

fn check_task(demo: &Demo, run: &Run, task: &crate::Task, what: &str) {
    let (waited_ns, computed_ns) = (task.time_in("waiting"), task.time_in("computing"));
    if demo.has_work_of_its_own {
        assert!(waited_ns >= run.workload.wait_ns, "the wait: {what}");
        assert!(computed_ns >= run.workload.compute_ns / 5, "{computed_ns} ns of compute: {what}");
        return;
    }
    // Shorter than asked for, it would not have waited; what is longer is late.
    assert_eq!(waited_ns, run.workload.wait_ns, "the wait: {what}");
    // Calibration is no exact science where the cores are shared, but no work would be far off.
    let compute_ns = run.workload.compute_ns;
    assert!((compute_ns / 5..=compute_ns * 10).contains(&computed_ns), "{computed_ns} ns of compute: {what}");
}
