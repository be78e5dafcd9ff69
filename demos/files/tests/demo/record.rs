//! What the record of `demo_files` must show, and no other demo's.

use std::sync::OnceLock;
use testkit::{Demo, Outcome, Report, Run, Scratch, reference, wait_until};

const DEMO: Demo = Demo {
    has_work_of_its_own: true,
    runs: &["sequential", "threads", "tokio-fs", "spawn-blocking"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_files"))
};
const TASKS: u64 = 4;

/// One report, which several tests look at. A wait keeps all tasks under way at once.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let line = format!("--tasks {TASKS} --wait 250ms --size 512");
    let report = REPORT.get_or_init(|| DEMO.report(&line));
    report.runs.iter().find(|run| run.name == name).unwrap()
}

#[test]
fn one_thread_does_one_file_after_the_other() {
    let run = run("sequential");
    assert_eq!(run.concurrency_peak, 1);
    assert_eq!(run.threads("waiting").len(), 1);
    assert!(run.threads_peak.is_none_or(|threads| threads == 1));
}

#[test]
fn a_thread_each_works_at_all_files() {
    let run = run("threads");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len() as u64, TASKS);
    assert!(run.threads_peak.is_none_or(|threads| threads == TASKS + 1));
}

/// All tasks are on one thread, and yet there are more: they make the calls.
#[test]
fn async_files_are_threads_that_block() {
    let run = run("tokio-fs");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len(), 1);
    let blocking = run.notes["blocking_threads"];
    // There can be more of them than tasks: tokio starts one whenever none is idle just then,
    // and one that has only now delivered its result is not. It never has more than 512.
    assert!((1..=512).contains(&blocking), "{blocking}");
    assert!(run.threads_peak.is_none_or(|threads| threads == 1 + blocking));
}

#[test]
fn a_blocking_call_each_has_a_thread_each() {
    let run = run("spawn-blocking");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len() as u64, TASKS);
    assert_eq!(run.notes["blocking_threads"], TASKS);
    assert!(run.threads_peak.is_none_or(|threads| threads == TASKS + 1));
}

#[test]
fn where_no_runtime_is_none_is_counted() {
    for name in ["sequential", "threads"] {
        assert!(run(name).notes.is_empty(), "{name}");
    }
}

#[test]
fn nobody_knows_when_a_wait_for_a_file_was_over() {
    for name in DEMO.runs {
        assert_eq!(run(name).late_max_ns, None, "{name}");
        assert!(run(name).spans("late").is_empty(), "{name}");
        // What was read is compared with what was written.
        assert_eq!(run(name).spans("computing").len() as u64, TASKS, "{name}");
    }
}

#[test]
fn nothing_is_left_of_the_files() {
    let scratch = Scratch::new();
    for line in ["", "--sync", "--fail panic:1", "--fail wrong:2"] {
        let program = DEMO.with("--tasks 4 --size 64").args(line).arg("--dir");
        let outcome = program.arg(scratch.folder()).run();
        outcome.expect_code(i32::from(line.contains("fail"))).expect_quiet();
        assert!(scratch.names().is_empty(), "{:?}: {outcome}", scratch.names());
    }
}

/// The files go where `--dir` says: there they are seen while they are open.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_after_a_kill_or_ctrl_c_in_the_middle() {
    let scratch = Scratch::new();
    for killed in [false, true] {
        let line = "--tasks 3 --size 262144 --json";
        let program = DEMO.with(line).in_own_group().arg("--dir").arg(scratch.folder());
        let mut running = program.start();
        let what = "a run that has a file open";
        wait_until(what, std::time::Duration::from_secs(30), || {
            running.helpers().into_iter().find(|&pid| has_open(pid, &scratch))
        });
        if killed {
            running.kill();
            let are_gone = || running.helpers().is_empty().then_some(());
            wait_until("its end", std::time::Duration::from_secs(20), are_gone);
        } else {
            running.interrupt_group();
            let outcome = running.finish();
            outcome.expect_code(130);
            assert!(outcome.report().runs[0].tasks_failed > 0, "{outcome}");
        }
        assert!(scratch.names().is_empty(), "{:?}, {killed}", scratch.names());
    }
}

/// Whether the process has a file open in the folder.
#[cfg(target_os = "linux")]
fn has_open(pid: u32, scratch: &Scratch) -> bool {
    let Ok(open) = std::fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    let files = open.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
    files.into_iter().any(|file| file.starts_with(scratch.folder()))
}

/// A disk that is full after the first blocks: so it looks where a file may grow no
/// further.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_fails_the_tasks_with_a_clear_line() {
    let scratch = Scratch::new();
    for sync in ["", "--sync"] {
        let full = |line: &str| -> Outcome {
            let program = DEMO.under("ulimit -f 8", "--tasks 3 --size 64");
            let program = program.args(line).args(sync).env("COLUMNS", "200");
            program.arg("--dir").arg(scratch.folder()).run()
        };
        let outcome = full("--json");
        let report = outcome.expect_code(1).expect_quiet().report();
        assert_eq!(report.runs.len(), DEMO.runs.len(), "{outcome}");
        for run in &report.runs {
            assert_eq!(
                (run.tasks_ok, run.tasks_failed),
                (0, 3),
                "{} of {outcome}",
                run.name
            );
            for failure in &run.failures {
                assert!(
                    failure.reason.contains("too large"),
                    "{}: {failure:?}",
                    run.name
                );
                assert!(failure.reason.contains(scratch.folder().to_str().unwrap()));
            }
        }
        let outcome = full("");
        outcome.expect_code(1).expect_quiet();
        let named = |line: &&str| line.contains("failed") && line.contains("too large");
        assert!(
            outcome.stdout.lines().filter(named).count() >= DEMO.runs.len(),
            "{outcome}"
        );
        assert!(scratch.names().is_empty(), "{:?}", scratch.names());
    }
}
