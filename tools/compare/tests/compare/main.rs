//! `compare` as its users run it. It has cargo build the demos first; after `cargo test` has built them, that is quick.

// Tests begin in the order of their names. One in here waits for more than 10 s, so it had better begin first.
#[cfg(unix)]
mod a_bad_demo;
#[cfg(target_os = "linux")]
mod on_a_terminal;

use serde_json::Value;
#[cfg(target_os = "linux")]
use std::fs::{self, OpenOptions};
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, remembering_cargo};

/// Cargo may have to build first, beside other work.
const PATIENCE: Duration = Duration::from_secs(240);

const DEMOS: [&str; 7] =
    ["sequential", "thread", "thread_pool", "async_tokio", "async_tokio_multi", "async_smol", "multiprocess"];

/// What `--all` adds, and the demo after which it stands.
const MORE: [(&str, &str); 3] = [("thread_pool", "rayon"), ("rayon", "event_loop"), ("async_smol", "async_std")];

fn compare(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_compare")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).expect("one JSON object on standard output")
}

fn names(comparison: &Value) -> Vec<&str> {
    comparison["demos"].as_array().unwrap().iter().map(|row| row["demo"].as_str().unwrap()).collect()
}

fn row<'a>(comparison: &'a Value, demo: &str) -> &'a Value {
    let rows = comparison["demos"].as_array().unwrap();
    rows.iter().find(|row| row["demo"] == demo).unwrap_or_else(|| panic!("no row for {demo}"))
}

#[test]
fn every_demo_has_a_row_with_a_run_of_each_round() {
    let comparison = json(compare("--tasks 4 --wait 50ms --rounds 2 --json").run().expect_code(0));
    assert_eq!(names(&comparison), DEMOS);
    for demo in DEMOS {
        let row = row(&comparison, demo);
        assert_eq!(row["trouble"], Value::Null, "{demo}");
        let runs = row["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 2, "{demo}");
        let walls: Vec<u64> = runs.iter().map(|run| run["wall_ns"].as_u64().unwrap()).collect();
        assert_eq!(row["wall_least_ns"].as_u64(), walls.iter().copied().min(), "{demo}");
        assert_eq!(row["wall_most_ns"].as_u64(), walls.iter().copied().max(), "{demo}");
        assert!(walls.contains(&row["wall_ns"].as_u64().unwrap()), "{demo}");
        assert!(runs.iter().all(|run| run["tasks_ok"] == 4 && run["tasks"].as_array().unwrap().len() == 4), "{demo}");
    }
    assert_eq!(row(&comparison, "sequential")["concurrency_peak"], 1);
    assert_eq!(row(&comparison, "sequential")["times_faster"], 1.0);
    assert_eq!(row(&comparison, "async_tokio")["concurrency_peak"], 4);
    let said = comparison["sentences"].as_array().unwrap();
    assert!((1..=3).contains(&said.len()));
}

#[test]
fn with_all_there_are_more_rows() {
    let comparison = json(compare("--all --tasks 4 --wait 50ms --rounds 1 --json").run().expect_code(0));
    let mut expected = DEMOS.to_vec();
    for (before, demo) in MORE {
        let place = expected.iter().position(|name| *name == before).unwrap();
        expected.insert(place + 1, demo);
    }
    assert_eq!(names(&comparison), expected);
    for (_, demo) in MORE {
        let row = row(&comparison, demo);
        assert_eq!((&row["trouble"], &row["runs"][0]["tasks_ok"]), (&Value::Null, &Value::from(4)), "{demo}");
    }
}

#[test]
fn the_less_usual_demos_can_be_named_without_all() {
    for (_, demo) in MORE {
        let only = demo.replace('_', "-");
        let comparison = json(compare("--tasks 2 --wait 50ms --rounds 1 --json --only").arg(only).run().expect_code(0));
        assert_eq!(names(&comparison), [demo]);
    }
}

/// With more demos each has fewer lanes, so that it still fits.
#[test]
fn the_figure_of_all_demos_is_hardly_longer() {
    let lanes = |line: &str| {
        let figure = compare(line).env("COLUMNS", "100").run().expect_code(0).stdout.clone();
        assert!(figure.lines().all(|line| line.chars().count() <= 100), "wider than 100 columns: {figure}");
        figure.lines().take_while(|line| !line.contains("late: ready")).count()
    };
    let (usual, all) = (lanes("--tasks 10 --wait 50ms --rounds 1"), lanes("--all --tasks 10 --wait 50ms --rounds 1"));
    assert!(all <= usual + 5, "{all} lines with all demos, {usual} with the usual ones");
}

#[test]
fn all_demos_compute_the_same_amount_of_work() {
    let line = "--tasks 2 --wait 0 --compute 40ms --rounds 1 --json --only sequential,async-smol";
    let comparison = json(compare(line).run().expect_code(0));
    let cpu_ns = |demo| row(&comparison, demo)["runs"][0]["ideal_ns"].as_f64().unwrap();
    // Both calibrated for themselves, or one of them not at all, would be far from each other: by more than noise is.
    let ratio = cpu_ns("sequential") / cpu_ns("async_smol");
    assert!((0.4..2.5).contains(&ratio), "{ratio}");
}

#[test]
fn the_figure_has_every_demo_the_table_and_sentences() {
    let figure = compare("--tasks 4 --wait 50ms --rounds 1").env("COLUMNS", "80").run().expect_code(0).stdout.clone();
    for demo in DEMOS {
        assert!(figure.contains(&format!("demo_{demo}: ")), "no lanes of {demo}");
        assert!(figure.lines().filter(|line| line.starts_with(demo)).count() >= 2, "no rows of {demo} in the tables");
    }
    for heading in ["wall", "spread", "times faster", "efficiency", "at once", "cores busy", "switches", "memory"] {
        assert!(figure.contains(heading), "{heading}");
    }
    for line in figure.lines() {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
    }
}

#[test]
fn a_figure_can_be_drawn_into_a_file() {
    let scratch = Scratch::new();
    let file = scratch.file("with space.svg");
    compare("--tasks 3 --wait 50ms --rounds 1 --only thread,sequential --svg").arg(&file).run().expect_code(0);
    let figure = std::fs::read_to_string(&file).unwrap();
    assert!(figure.starts_with("<svg") && figure.contains("demo_thread") && figure.contains("prefers-color-scheme"));
    assert_eq!(scratch.names(), ["with space.svg"]);
}

/// `/dev/full` takes nothing, and under this limit a disk looks full after the first block.
#[cfg(target_os = "linux")]
#[test]
fn where_there_is_no_room_it_says_so_and_leaves_nothing_half() {
    let line = "--tasks 2 --wait 10ms --rounds 1 --only thread,sequential";
    let outcome = compare(line).args("--json --svg /dev/full").run();
    json(outcome.expect_code(1).expect_complaint("/dev/full cannot be written"));
    let scratch = Scratch::new();
    for what in ["", "--json"] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let outcome = compare(line).args(what).arg("--svg").arg(scratch.file("whole.svg")).stdout(full).run();
        outcome.expect_code(1).expect_complaint("standard output cannot be written");
        assert_eq!(scratch.names(), ["whole.svg"], "{outcome}");
        assert!(fs::read_to_string(scratch.file("whole.svg")).unwrap().ends_with("</svg>\n"), "{outcome}");
        fs::remove_file(scratch.file("whole.svg")).unwrap();
    }
    for older in [None, Some("older")] {
        older.iter().for_each(|older| fs::write(scratch.file("a.svg"), older).unwrap());
        let limited = Program::new("/bin/sh").arg("-c").arg("ulimit -f 1; exec \"$0\" \"$@\"");
        let program = limited.arg(env!("CARGO_BIN_EXE_compare")).env("CARGO", remembering_cargo()).args(line);
        let outcome = program.args("--json --svg").arg(scratch.file("a.svg")).run();
        json(outcome.expect_code(1).expect_complaint("a.svg cannot be written"));
        assert_eq!(scratch.names().len(), older.iter().count(), "{:?} is left: {outcome}", scratch.names());
        assert_eq!(fs::read_to_string(scratch.file("a.svg")).ok().as_deref(), older, "{outcome}");
    }
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (line, names) in [
        ("--rounds 0", "--rounds"),
        ("--rounds 1000", "--rounds"),
        ("--only thred", "'thred'"),
        ("--all --only thread", "--only thread"),
        ("--all=5", "--all"),
        ("--tasks 0", "--tasks"),
        ("--cores 100000", "--cores"),
        ("--round 3", "--rounds"),
        ("--trace x.json", "--trace"),
    ] {
        let outcome = compare(line).run();
        outcome.expect_code(2);
        assert_eq!(outcome.stdout, "", "{line}");
        assert_eq!(outcome.stderr.lines().count(), 1, "{line}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(names), "{line}: {}", outcome.stderr);
    }
}

#[test]
fn a_demo_with_a_failed_task_has_a_row_that_says_so() {
    let line = "--tasks 4 --wait 50ms --rounds 2 --fail panic:1 --only sequential,thread";
    let comparison = json(compare(line).arg("--json").run().expect_code(1));
    for demo in ["sequential", "thread"] {
        let row = row(&comparison, demo);
        assert!(row["trouble"].as_str().unwrap().contains("task 1 failed"), "{row}");
        assert_eq!(row["runs"][0]["tasks_ok"], 3);
    }
    let figure = compare(line).run().expect_code(1).stdout.clone();
    assert!(figure.contains("task 1 failed"));
}

/// What a demo refuses is a row as well, and the rows of the others stand.
#[cfg(target_os = "linux")]
#[test]
fn a_demo_that_refuses_leaves_the_others_standing() {
    // Each thread takes four memory maps, each task of one thread none.
    let maps = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let tasks = maps.trim().parse::<usize>().unwrap() / 3;
    let line = format!("--tasks {tasks} --wait 0 --rounds 1 --json --only thread,async-tokio");
    let comparison = json(compare(&line).run().expect_code(1));
    let trouble = row(&comparison, "thread")["trouble"].as_str().unwrap();
    assert!(trouble.contains("do not fit here"), "{trouble}");
    assert_eq!(row(&comparison, "async_tokio")["trouble"], Value::Null);
    assert_eq!(row(&comparison, "async_tokio")["runs"][0]["tasks_ok"], tasks);
}

#[test]
fn a_demo_that_would_take_too_long_is_left_out() {
    let line = "--tasks 2000 --wait 100ms --rounds 1 --json --only sequential,async-tokio";
    let comparison = json(compare(line).run().expect_code(0));
    assert!(row(&comparison, "sequential")["trouble"].as_str().unwrap().starts_with("left out"));
    assert_eq!(row(&comparison, "async_tokio")["runs"][0]["tasks_ok"], 2_000);
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_it_shows_what_it_has() {
    let running = compare("--tasks 3 --wait 20s --rounds 1 --json --only async-tokio,thread").start();
    running.wait_for_helper_named("demo_");
    running.interrupt();
    let comparison = json(running.finish().expect_code(130));
    let interrupted =
        ["async_tokio", "thread"].map(|demo| row(&comparison, demo)["trouble"].as_str().unwrap().to_owned());
    assert!(interrupted.iter().any(|trouble| trouble.contains("Ctrl-C")), "{interrupted:?}");
}

#[test]
fn the_demos_that_fetch_are_set_side_by_side() {
    let comparison = json(compare("--http --tasks 20 --wait 50ms --rounds 1 --json").run().expect_code(0));
    assert_eq!(names(&comparison), ["http_thread --workers 1", "http_thread --workers 16", "http_async"]);
    for (demo, at_once) in [("http_thread --workers 1", 1), ("http_thread --workers 16", 16), ("http_async", 20)] {
        assert_eq!(row(&comparison, demo)["concurrency_peak"], at_once, "{demo}");
        assert_eq!(row(&comparison, demo)["runs"][0]["tasks_ok"], 20, "{demo}");
    }
    assert_eq!(row(&comparison, "http_thread --workers 1")["times_faster"], 1.0);
    for line in ["--http --all", "--http --only thread", "--http --workers 3"] {
        compare(line).run().expect_code(2).expect_complaint("--http");
    }
}
