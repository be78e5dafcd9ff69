//! `--sockets`: the reactor waits for real connections.

use testkit::{Demo, reference};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_event_loop"));

#[test]
fn all_waits_for_answers_overlap_on_one_thread() {
    let run = DEMO.run("--sockets --tasks 20 --wait 200ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(run.threads("waiting").len(), 1);
    assert_eq!((run.concurrency_peak, run.processes), (20, 1));
    // The loop's thread, and the server's: not one for each connection.
    assert!(
        run.threads_peak.is_none_or(|threads| threads == 2),
        "{:?}",
        run.threads_peak
    );
    // They did wait for the answers. When these came, nobody but the server knows.
    assert!(run.tasks.iter().all(|task| task.end_ns - task.begin_ns >= 200_000_000));
    assert_eq!(run.late_max_ns, None);
    let busy = run.cores_busy;
    assert!(busy.is_none_or(|busy| busy < 0.5), "{busy:?} cores are busy");
    assert!(DEMO.run("--tasks 2 --wait 50ms").late_max_ns.is_some(), "timers are known");
}

#[test]
fn tasks_compute_after_their_answers() {
    let run = DEMO.run("--sockets --tasks 5 --wait 100ms --compute 20ms");
    assert!(reference::all_overlap(&run.intervals("waiting")));
    assert_eq!(reference::time_with(2, &run.intervals("computing")), 0);
    assert_eq!(run.spans("computing").iter().filter(|span| span.thread == 0).count(), 0);
    assert_eq!(run.threads("computing"), run.threads("waiting"));
}

#[test]
fn a_connection_closed_under_it_fails_one_task() {
    for (id, sockets) in [(0, "--sockets"), (3, "--sockets"), (5, "")] {
        let line = format!("{sockets} --hang-up {id} --tasks 6 --wait 100ms --json");
        let outcome = DEMO.with(&line).run();
        let run = &outcome.expect_code(1).expect_quiet().report().runs[0];
        assert_eq!((run.tasks_ok, run.tasks_failed), (5, 1), "{outcome}");
        assert_eq!(run.failures[0].id, id);
        assert_eq!(run.failures[0].reason, "the connection was closed before the answer");
    }
}

#[test]
fn a_failure_takes_no_other_connection_with_it() {
    for kind in ["panic", "wrong"] {
        let line = format!("--sockets --tasks 4 --wait 50ms --fail {kind}:2 --json");
        let outcome = DEMO.with(&line).run();
        let run = &outcome.expect_code(1).expect_quiet().report().runs[0];
        assert_eq!((run.tasks_ok, run.tasks_failed), (3, 1), "{outcome}");
        assert_eq!(run.failures[0].id, 2);
    }
}

#[test]
fn waits_of_no_length_are_answered_too() {
    let run = DEMO.run("--sockets --tasks 50 --wait 0");
    assert_eq!(run.tasks_ok, 50);
}

#[test]
fn a_task_that_is_not_there_is_refused() {
    for id in ["4", "-1", "x", ""] {
        let program = DEMO.with("--tasks 4 --wait 60s").arg(format!("--hang-up={id}"));
        let outcome = program.run();
        outcome.expect_code(2).expect_complaint("--hang-up");
        assert!(outcome.stdout.is_empty(), "{outcome}");
    }
}

/// Each connection takes two open files. Those that cannot be had fail by name. Under one of
/// these limits it is the second of the two that is missing.
#[cfg(unix)]
#[test]
fn what_does_not_fit_among_the_open_files_fails_by_name() {
    for limit in [100, 101] {
        let line = "--sockets --tasks 400 --wait 100ms --json";
        let outcome = DEMO.under(&format!("ulimit -n {limit}"), line).run();
        let run = &outcome.expect_code(1).expect_quiet().report().runs[0];
        assert_eq!(run.tasks_ok + run.tasks_failed, 400, "{outcome}");
        assert!(run.tasks_ok >= 20 && run.tasks_failed >= 20, "{outcome}");
        assert_eq!(run.failed().len() as u64, run.tasks_failed);
        for failure in &run.failures {
            assert!(failure.reason.contains("ulimit -n"), "{failure:?}");
        }
    }
}

/// Where not even the event loop itself fits, nothing is run.
#[cfg(target_os = "linux")]
#[test]
fn a_system_without_files_to_spare_is_named() {
    // The loader needs the one that is left, number 3; whoever runs the tests may have left it open.
    let outcome = DEMO.under("exec 3<&-; ulimit -n 4", "--tasks 2 --json").run();
    outcome.expect_code(2).expect_complaint("ulimit -n");
    assert!(outcome.stdout.is_empty(), "{outcome}");
}

/// In the middle of a wait for answers.
#[cfg(target_os = "linux")]
#[test]
fn reports_after_ctrl_c() {
    let running = DEMO.with("--sockets --tasks 4 --wait 60s --json").start();
    running.wait_for_helpers(0);
    running.interrupt();
    let outcome = running.finish();
    let run = &outcome.expect_code(130).expect_quiet().report().runs[0];
    assert_eq!(run.failures.len(), 4, "{outcome}");
}
