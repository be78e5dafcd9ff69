//! Ctrl-C, and a program that is killed.

#[cfg(target_os = "linux")]
use super::slow_readers;
#[cfg(target_os = "linux")]
use crate::Program;
use crate::{Demo, Outcome, Report, Running, Scratch, processes, program, wait_until};
#[cfg(target_os = "linux")]
use std::fs::{File, OpenOptions};
#[cfg(target_os = "linux")]
use std::io::Read;
use std::time::{Duration, Instant};

/// What ends without anything to report has ended by then. A run that does not notice is ended only later, by who started it.
#[cfg(unix)]
const SOON: Duration = Duration::from_secs(8);

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

pub(super) fn helpers(demo: &Demo, workers: usize) -> usize {
    let workers = match (demo.has_processes, demo.runs) {
        (true, _) => workers,
        (false, []) => 0,
        (false, _) => 1, // each run is a process of its own
    };
    workers + usize::from(demo.has_site)
}

/// In the middle of a wait of a minute.
#[cfg(unix)]
#[track_caller]
fn while_all_wait(demo: &Demo) {
    for whole_group in [false, true] {
        let running = demo.with("--tasks 4 --wait 60s --json").in_own_group().start();
        running.wait_for_helpers(helpers(demo, 4));
        if demo.has_site {
            running.wait_for_connections(1);
        }
        press(&running, whole_group);
        let outcome = running.finish();
        let report = interrupted(demo, &outcome, 4);
        assert_eq!(report.runs[0].tasks_ok, 0, "{outcome}");
    }
}

/// In the middle of computing that would take many seconds, when some tasks must have ended where they end in turn.
#[cfg(unix)]
#[track_caller]
fn while_some_are_done(demo: &Demo) {
    // Ten seconds of it. A demo that fetches begins with as many connections as tasks, which takes CPU time as well.
    let (tasks, compute) = if demo.ends_in_turn { (200, "50ms") } else { (20, "3s") };
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
        running.wait_for_cpu_time(Duration::from_millis(600));
        running.interrupt_group();
        let outcome = running.finish();
        if figure {
            names_what_was_left_out(demo, &outcome);
            assert!(outcome.stdout.contains("Ctrl-C"), "the figure does not say what ended the run: {outcome}");
            let named =
                |line: &str| line.starts_with("task") && line.contains("failed") && line.contains("had not ended");
            assert!(outcome.stdout.lines().any(named), "no unfinished task is named: {outcome}");
        } else {
            let done = interrupted(demo, &outcome, tasks).runs[0].tasks_ok;
            assert!(done > 0 || !demo.ends_in_turn, "no task is reported as done: {outcome}");
            assert!(done < tasks, "all {done} are: {outcome}");
        }
        let drawn = std::fs::read_to_string(scratch.file("figure.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in the figure of {outcome}"));
    }
}

/// Ctrl-C before anything was run, for the process alone or for its whole group: at once, when it may not even have come
/// to say what is to happen then, and while it measures how fast this machine computes. It ends in either case, by the
/// signal or with exit code 130, and what it reports, where it does, is whole.
#[cfg(unix)]
#[track_caller]
pub fn ends_at_ctrl_c_during_the_start(demo: &Demo) {
    for (whole_group, measures) in [(false, false), (true, false), (false, true), (true, true)] {
        let running = demo.with("--tasks 4 --wait 60s --compute 1s --json").in_own_group().start();
        if measures && processes::VISIBLE {
            running.wait_for_cpu_time(Duration::from_millis(20));
        }
        press(&running, whole_group);
        let outcome = running.finish();
        if measures && processes::VISIBLE || outcome.status.code().is_some() {
            outcome.expect_code(130);
        }
        reports_whole_or_nothing(&outcome);
    }
}

/// Ctrl-C, for the process alone or for its whole group, when so many of the processes that it starts for `line` are there, be they workers
/// or its site. They may not even be the programs that they are to be. Exit code 130, and what it reports is whole. (That none is left is made
/// sure of wherever a program runs.)
#[cfg(unix)]
#[track_caller]
pub fn ends_at_ctrl_c_while_it_starts_others(demo: &Demo, line: &str, started: usize) {
    if !processes::VISIBLE {
        return;
    }
    for whole_group in [false, true] {
        let running = demo.with(line).arg("--json").in_own_group().start();
        wait_until("the first processes that it starts", Duration::from_secs(30), || {
            (running.helpers().len() >= started).then_some(())
        });
        press(&running, whole_group);
        let pressed = Instant::now();
        let outcome = running.finish();
        assert!(pressed.elapsed() < SOON, "it did not notice, and was ended: {outcome}");
        outcome.expect_code(130);
        reports_whole_or_nothing(&outcome);
    }
}

/// Presses Ctrl-C.
#[cfg(unix)]
fn press(running: &Running, whole_group: bool) {
    if whole_group { running.interrupt_group() } else { running.interrupt() }
}

/// What an interrupted program reports of tasks of which none can have been done.
#[cfg(unix)]
#[track_caller]
fn reports_whole_or_nothing(outcome: &Outcome) {
    assert!(!outcome.stderr.contains("panicked"), "it panicked: {outcome}");
    if !outcome.stdout.is_empty() {
        let report: serde_json::Value =
            serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error} in the report of {outcome}"));
        let runs = report["runs"].as_array().unwrap_or_else(|| panic!("no runs in the report of {outcome}"));
        assert!(runs.iter().all(|run| run["tasks_ok"] == 0), "a task was done: {outcome}");
        let failures = runs.iter().flat_map(|run| run["failures"].as_array().expect("a list of failures"));
        let mut reasons = failures.map(|failure| failure["reason"].as_str().expect("a reason"));
        assert!(reasons.all(|reason| reason.contains("Ctrl-C")), "another reason is given: {outcome}");
    }
}

/// Ctrl-C a second time, when the report that the first one led to cannot be written because nobody reads it: exit code 130 at
/// once. (That none of its processes is left is made sure of wherever a program runs.)
#[cfg(target_os = "linux")]
#[track_caller]
pub fn ends_at_the_second_ctrl_c(demo: &Demo) {
    let workers = if demo.has_workers { "--workers 2" } else { "" };
    // Two thousand tasks that failed are more than fits into a pipe.
    let line = format!("--tasks 2000 --wait 60s {workers} --json");
    for whole_group in [false, true] {
        let (reader, writer) = std::io::pipe().unwrap();
        let running = demo.with(&line).stdout(writer.try_clone().unwrap()).in_own_group().start();
        running.wait_for_helpers(helpers(demo, 2));
        press(&running, whole_group);
        slow_readers::wait_until_full(&writer);
        press(&running, whole_group);
        names_what_was_left_out(demo, &running.finish());
        drop(reader);
    }
}

/// Ctrl-C, for the whole group, while the report is printed: all of it is, and the exit code is 130.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn reports_in_full_despite_ctrl_c(demo: &Demo) {
    slow_readers::read_slowly(demo, Running::interrupt_group).expect_code(130).expect_quiet();
}

/// Ctrl-C while a file is written, here the trace into a pipe that is full: everything is written, and the exit code is 130. Pressed again,
/// it ends the program at once; what was written before is whole then, and of what was to come nothing is there.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn writes_files_in_full_despite_ctrl_c(demo: &Demo) {
    for again in [false, true] {
        let scratch = Scratch::new();
        let trace = scratch.file("trace.json");
        Program::new("mkfifo").arg(&trace).run().expect_code(0);
        let both_ends = OpenOptions::new().read(true).write(true).open(&trace).unwrap(); // this waits for nobody
        if !slow_readers::make_small(&both_ends) {
            return;
        }
        let program = demo.with("--tasks 100 --wait 1ms --json --svg").arg(scratch.file("figure.svg"));
        let running = program.arg("--trace").arg(&trace).in_own_group().start();
        slow_readers::wait_until_full(&both_ends);
        running.interrupt_group();
        let mut read = String::new();
        if again {
            wait_until("its end", Duration::from_secs(30), || {
                running.interrupt_group();
                processes::command_line(running.pid()).is_empty().then_some(())
            });
        } else {
            let mut reader = File::open(&trace).unwrap();
            drop(both_ends);
            reader.read_to_string(&mut read).unwrap();
        }
        let outcome = running.finish();
        outcome.expect_code(130).expect_quiet();
        if again {
            assert!(outcome.stdout.is_empty(), "it went on: {outcome}");
        } else {
            assert_eq!(outcome.report().runs.len(), demo.run_names().len(), "{outcome}");
            let read: Result<serde_json::Value, _> = serde_json::from_str(&read);
            assert!(read.is_ok(), "half a trace ({read:?}) of {outcome}");
        }
        let drawn = std::fs::read_to_string(scratch.file("figure.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in the figure of {outcome}"));
        let mut names = scratch.names();
        names.sort_unstable();
        assert_eq!(names, ["figure.svg", "trace.json"], "{outcome}");
    }
}

/// Exit code 130, and nothing on standard error but, in a demo with several runs, the one that did not come about any more.
#[track_caller]
pub(super) fn names_what_was_left_out(demo: &Demo, outcome: &Outcome) {
    outcome.expect_code(130);
    match demo.runs {
        [] => outcome.expect_quiet(),
        [_, next, ..] => outcome.expect_complaint(&format!("before the run {next} had anything to report")),
        [_] => unreachable!("a demo with a single run has no list of them"),
    };
}

/// Checks the report of an interrupted program whose first run has `tasks` tasks.
#[track_caller]
fn interrupted(demo: &Demo, outcome: &Outcome, tasks: u64) -> Report {
    names_what_was_left_out(demo, outcome);
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

/// A demo with processes of its own is killed, and notices nothing, or is told to end (`SIGTERM`): two seconds later its
/// processes are gone, also one that was stopped.
#[cfg(unix)]
#[track_caller]
pub fn leaves_no_orphans(demo: &Demo) {
    if !processes::VISIBLE {
        return;
    }
    let stop_one_and_kill: fn(&mut Running) = |running| {
        program::stop(running.helpers()[0]);
        running.kill();
    };
    let ends: [fn(&mut Running); 3] = [Running::kill, |running| running.terminate(), stop_one_and_kill];
    let lines = ["--tasks 3 --wait 60s", "--tasks 3 --wait 0 --compute 60s --workers 2"];
    for line in &lines[..if demo.computes { 2 } else { 1 }] {
        let line = if demo.has_workers { line } else { line.trim_end_matches("--workers 2") };
        for end in ends {
            let mut running = demo.with(line).start();
            let expected = helpers(demo, if line.contains("--workers") { 2 } else { 3 });
            assert_eq!(running.wait_for_helpers(expected).len(), expected, "{line}");
            end(&mut running);
            let are_gone = || running.helpers().is_empty().then_some(());
            wait_until("the end of all processes", Duration::from_secs(2), are_gone);
        }
    }
}
