//! `choose_audit` on a workload or two.

use super::{PATIENCE, alone, json};
use testkit::{Program, remembering_cargo};

pub(super) fn audit(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_choose_audit")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

#[test]
fn every_model_that_could_be_the_best_is_run_in_full() {
    let _alone = alone();
    // The first is a single task that does nothing.
    let outcome = audit("--only 1 --budget 1s --json").run();
    let audit = json(outcome.expect_code(0).expect_quiet());
    assert_eq!((audit["tried"].as_u64(), audit["good"].as_u64()), (Some(1), Some(1)), "{audit}");
    let tried = &audit["workloads"][0];
    assert_eq!((tried["advice"].as_str(), tried["best"].as_str()), (Some("sequential"), Some("sequential")), "{tried}");
    let runs = tried["full_runs"].as_array().unwrap();
    assert_eq!(runs.len() + tried["skipped"].as_array().unwrap().len(), 8, "{tried}");
    let of_the_best = runs.iter().find(|runs| runs["model"] == "sequential").unwrap();
    assert!(of_the_best["walls_ns"].as_array().unwrap().len() >= 3, "{tried}");
}

#[test]
fn it_says_which_workload_and_sums_up() {
    let _alone = alone();
    let outcome = audit("--only 1 --budget 1s").run();
    let text = &outcome.expect_code(0).expect_quiet().stdout;
    assert!(text.starts_with("#1 1 task, which does nothing: sequential, "), "{outcome}");
    assert!(text.contains("For 1 of 1 workloads (100.0%)") && text.contains("Asked for: 95%"), "{outcome}");
}

#[test]
fn what_is_not_in_the_grid_is_refused() {
    for (line, names) in [
        ("--only 999", "--only 999"),
        ("--only 0", "--only"),
        ("--only 1 --every 2", "--every"),
        ("--tasks 5", "--tasks"),
        ("--budget soon", "--budget"),
    ] {
        audit(line).run().expect_code(2).expect_complaint(names);
    }
}

/// It would go on for half an hour, and nobody would read what it finds.
#[test]
fn it_ends_when_nobody_reads_on() {
    let _alone = alone();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let outcome = audit("--budget 1s").stdout(writer).run();
    outcome.expect_code(0).expect_quiet();
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_it_sums_up_what_was_tried() {
    let _alone = alone();
    let running = audit("").start();
    running.wait_for_helper_named("demo_");
    running.interrupt();
    let outcome = running.finish();
    assert!(outcome.expect_code(130).stdout.contains("(broken off: "), "{outcome}");
}
