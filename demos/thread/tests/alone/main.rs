//! As many threads as there can be. Cargo runs test programs one after the other: in one of its own they disturb no other test.

#![cfg(target_os = "linux")]

use std::fs;
use testkit::{Demo, not_checked};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_thread"));

/// With a few threads more the whole process would abort, and not only what is one too many. So what is said to fit must fit: all of them
/// at once.
#[test]
fn as_many_threads_as_are_said_to_fit_are_started_and_end() {
    let maps = fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let maps: u64 = maps.trim().parse().unwrap();
    if maps > 100_000 {
        not_checked(format_args!(
            "vm.max_map_count is {maps} here, and so many threads would take too long"
        ));
        return;
    }
    let refused = DEMO.with(&format!("--tasks {} --wait 2s", maps / 4 + 1_000)).run();
    let said = &refused.expect_code(2).stderr;
    let room = said
        .split_once("vm.max_map_count")
        .and_then(|(_, rest)| rest.split_once("enough for about "));
    let Some((_, room)) = room else {
        not_checked(format_args!("another limit is lower here: {}", said.trim_end()));
        return;
    };
    let room: String =
        room.chars().take_while(|c| *c != ' ').filter(char::is_ascii_digit).collect();
    let tasks = room.parse::<u64>().unwrap() - 50; // it says "about"
    let outcome = DEMO.with(&format!("--tasks {tasks} --wait 2s --json")).run();
    if outcome.stderr.contains("of memory") {
        not_checked(format_args!(
            "there is too little memory here for so many threads: {}",
            outcome.stderr.trim_end()
        ));
        return;
    }
    let run = &outcome.expect_code(0).expect_quiet().report().runs[0];
    assert_eq!((run.tasks_ok, run.tasks_failed), (tasks, 0), "{outcome}");
}
