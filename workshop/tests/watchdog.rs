//! What does not end by itself is ended, and said to be. Each of the programs below is this test program, started once more to run
//! one ignored test, as the harness runs the test of an exercise.

#![cfg(target_os = "linux")]

use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use workshop::{Scene, expect};

fn run(test: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    Command::new(program)
        .args(["--ignored", "--exact", test])
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What was printed by a test that was run in a process of its own. It has to fail, and its output to be closed, in time.
fn ended(test: &str) -> String {
    let begin = Instant::now();
    let outcome = run(test);
    assert!(!outcome.status.success(), "{test} passed");
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{test} took {:?}",
        begin.elapsed()
    );
    format!(
        "{}{}",
        String::from_utf8_lossy(&outcome.stdout),
        String::from_utf8_lossy(&outcome.stderr)
    )
}

#[track_caller]
fn says(output: &str, words: &[&str]) {
    for word in words {
        assert!(output.contains(word), "'{word}' is not in\n{output}");
    }
}

#[test]
fn an_endless_loop_is_ended() {
    says(
        &ended("endless_loop"),
        &["It looks like an endless loop", "the test endless_loop", "runs, CPU time"],
    );
}

#[test]
fn a_deadlock_is_ended_and_the_last_thing_seen_is_told() {
    let output = ended("deadlock");
    says(
        &output,
        &[
            "It looks like a deadlock",
            "the test deadlock",
            "step 1 ended",
            "'stuck thread' sleeps",
        ],
    );
}

#[test]
fn a_loop_that_sleeps_is_ended() {
    says(
        &ended("sleeping_loop"),
        &["a loop that sleeps and looks again", "the test sleeping_loop"],
    );
}

#[test]
fn children_are_ended_with_it_and_do_not_keep_the_output_open() {
    // `output` above reads until nobody holds the pipe any more.
    says(&ended("deadlock_with_a_child"), &["It looks like a deadlock"]);
}

#[test]
fn a_check_that_failed_before_is_not_lost() {
    says(
        &ended("deadlock_after_a_failed_check"),
        &["Seen:   too few.", "Wanted: more.", "It looks like a deadlock"],
    );
}

#[test]
fn children_that_a_test_left_behind_are_ended() {
    let outcome = run("leaves_a_child_behind");
    assert!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stdout));
}

#[test]
#[ignore = "is run by the one above"]
#[expect(clippy::zombie_processes, reason = "it leaves a child behind")]
fn leaves_a_child_behind() {
    workshop::test(|| {
        Command::new("sleep").arg("60").spawn().unwrap();
        assert_eq!(workshop::left_behind(), 1);
    });
    assert_eq!(workshop::left_behind(), 0);
}

#[test]
#[ignore = "never ends"]
fn endless_loop() {
    workshop::test(|| {
        let mut number = 1u64;
        loop {
            number = std::hint::black_box(number.wrapping_mul(3));
        }
    });
}

#[test]
#[ignore = "never ends"]
fn deadlock() {
    workshop::test(|| {
        let scene = Scene::new("step", 2);
        scene.task(1).wait();
        let lock = Mutex::new(());
        let _held = lock.lock().unwrap();
        thread::scope(|scope| {
            let wait = || drop(lock.lock());
            thread::Builder::new()
                .name("stuck thread".to_owned())
                .spawn_scoped(scope, wait)
                .unwrap();
        });
    });
}

#[test]
#[ignore = "never ends"]
fn sleeping_loop() {
    workshop::test(|| {
        loop {
            thread::sleep(Duration::from_millis(1));
        }
    });
}

#[test]
#[ignore = "never ends"]
#[expect(clippy::zombie_processes, reason = "it leaves a child behind")]
fn deadlock_with_a_child() {
    workshop::test(|| {
        // The shell's own child outlives the shell, if it is not ended.
        Command::new("sh").args(["-c", "sleep 60 & sleep 60"]).spawn().unwrap();
        let (_sender, receiver) = mpsc::channel::<()>();
        let _ = receiver.recv();
    });
}

#[test]
#[ignore = "never ends"]
fn deadlock_after_a_failed_check() {
    workshop::test(|| {
        let (_sender, receiver) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(|| expect(false, "too few.", "more."));
            let _ = receiver.recv();
        });
    });
}
