//! What goes wrong outside: readers that go away, Ctrl-C, a parent that is killed, and limits.

use super::{MODELS, cost, json, model, names};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::time::Duration;
use testkit::{Program, Running, wait_until};

/// Waits until the process that measures has started processes itself.
#[track_caller]
fn wait_for_members(running: &Running) {
    let enough = || (running.helpers().len() > 5).then_some(());
    wait_until("five processes, started by the one that measures", Duration::from_secs(60), enough);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    cost("--rounds 1 --only sequential").stdout(writer).run().expect_code(0).expect_quiet();
    let (mut reader, writer) = io::pipe().unwrap();
    let running = cost("--rounds 1 --only sequential,async-smol --json").stdout(writer).start();
    let mut beginning = [0; 2];
    reader.read_exact(&mut beginning).unwrap();
    drop(reader);
    assert_eq!(&beginning, b"{\n");
    running.finish().expect_code(0).expect_quiet();
    if cfg!(target_os = "linux") {
        // A full disk is an error, and no panic either.
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let outcome = cost("--rounds 1 --only sequential").stdout(full).run();
        outcome.expect_code(1).expect_complaint("standard output");
    }
}

#[test]
fn after_ctrl_c_it_shows_what_it_has() {
    let running = cost("--rounds 100 --json").start();
    running.wait_for_helper_named("cost");
    running.interrupt();
    let outcome = running.finish();
    let costs = json(outcome.expect_code(130).expect_quiet());
    assert_eq!(names(&costs), MODELS);
    assert!(costs["rounds_done"].as_u64().is_some_and(|done| done < 100), "{outcome}");
    // So early, the last one has not had its turn.
    let trouble = model(&costs, "multiprocess")["memory"]["trouble"].as_str().unwrap_or_default();
    assert_eq!(trouble, "not measured: Ctrl-C came first", "{outcome}");
}

/// As a terminal does it: those that measure, and those that these have started, get Ctrl-C as well.
#[test]
fn ctrl_c_for_the_whole_group_is_no_failure_of_what_is_measured() {
    let running = cost("--rounds 100 --only multiprocess").in_own_group().start();
    wait_for_members(&running);
    running.interrupt_group();
    let outcome = running.finish();
    outcome.expect_code(130).expect_quiet();
    assert!(outcome.stdout.contains("multiprocess: a process"), "{outcome}");
    assert!(!outcome.stdout.contains("ended early") && !outcome.stdout.contains("signal"), "{outcome}");
}

/// `finish` waits for the end of everything that was started.
#[test]
fn nothing_outlives_it() {
    let mut running = cost("--rounds 100 --only multiprocess").start();
    wait_for_members(&running);
    running.kill();
    assert!(!running.finish().status.success());
}

/// Each of a thousand threads reserves 2 MiB of address space for its stack.
#[cfg(target_os = "linux")]
#[test]
fn where_threads_cannot_be_had_their_row_says_so() {
    let script = "ulimit -v 300000; exec \"$0\" --quick --rounds 1 --json --only thread,async-tokio";
    let limited = Program::new("/bin/sh").arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_cost"));
    let outcome = limited.run();
    let costs = json(outcome.expect_code(1).expect_quiet());
    let trouble = model(&costs, "thread")["memory"]["trouble"].as_str().unwrap_or_default();
    assert!(trouble.contains("thread") && !trouble.contains('\n'), "{outcome}");
    let tokio = model(&costs, "async_tokio");
    for quantity in ["create", "hop", "memory"] {
        assert_eq!(tokio[quantity]["trouble"], Value::Null, "{outcome}");
    }
}
