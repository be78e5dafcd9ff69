//! `choose` as its users run it. It has cargo build the demos first; after `cargo test` has built them, that is quick.

mod audit;
#[cfg(target_os = "linux")]
mod on_a_terminal;
mod widths;

use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, remembering_cargo};

/// Cargo may have to build first, beside other work.
const PATIENCE: Duration = Duration::from_secs(240);

/// Those that measure do so one after the other: they would disturb each other.
fn alone() -> MutexGuard<'static, ()> {
    static MEASURES: Mutex<()> = Mutex::new(());
    MEASURES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn choose(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_choose")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|wrong| panic!("{wrong}, on standard output of {outcome}"))
}

/// The answer to a question.
fn answer(line: &str) -> Value {
    let _alone = alone();
    json(choose(line).args("--json --budget 1s").run().expect_code(0).expect_quiet())
}

fn measured(answer: &Value) -> Vec<&str> {
    answer["measured"].as_array().unwrap().iter().map(|row| row["model"].as_str().unwrap()).collect()
}

fn left_out(answer: &Value) -> Vec<(&str, &str)> {
    let rows = answer["left_out"].as_array().unwrap().iter();
    rows.map(|row| (row["model"].as_str().unwrap(), row["reason"].as_str().unwrap())).collect()
}

fn said(answer: &Value, list: &str) -> String {
    let sentences = answer[list].as_array().unwrap().iter();
    sentences.map(|sentence| sentence.as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_single_task_needs_nothing_special_and_the_answer_has_every_key() {
    let answer = answer("--tasks 1 --wait 100ms");
    assert_eq!((&answer["schema"], &answer["advice"]), (&Value::from(1), &Value::from("sequential")), "{answer}");
    assert_eq!(answer["command"], "just demo-sequential --tasks 1 --wait 100ms --compute 0");
    assert_eq!(answer["workload"]["tasks"], 1);
    assert_eq!(answer["workload"]["wait_ns"], 100_000_000);
    assert_eq!((&answer["workload"]["compute_ns"], &answer["interrupted"]), (&Value::from(0), &Value::from(false)));
    assert!(answer["machine"]["cores"].as_u64().unwrap() >= 1);
    assert_eq!(answer["ideal_ns"], 100_000_000);
    assert!(said(&answer, "reasons").contains("only one task"), "{answer}");
    assert!(said(&answer, "taken").contains("--compute was not given"), "{answer}");
    let rows = answer["measured"].as_array().unwrap();
    assert!(measured(&answer).contains(&"sequential") && measured(&answer).contains(&"async_tokio"), "{answer}");
    for row in rows {
        let number = |key: &str| row[key].as_u64().unwrap_or_else(|| panic!("{key} in {row}"));
        assert!(number("wall_ns") >= number("ideal_ns") && number("ideal_ns") >= number("wait_ns"), "{row}");
        assert!(number("wall_least_ns") <= number("wall_ns") && number("wall_ns") <= number("wall_most_ns"), "{row}");
        assert!(row["times_ideal"].as_f64() >= Some(1.0), "{row}");
        assert!(number("runs") >= 1 && number("tasks") == 1 && number("predicted_ns") >= 100_000_000, "{row}");
    }
}

#[test]
fn many_that_wait_are_for_async_and_what_cannot_win_is_not_run() {
    let answer = answer("--tasks 3000 --wait 100ms --compute 0");
    assert!(answer["advice"].as_str().unwrap().starts_with("async_"), "{answer}");
    let left_out = left_out(&answer);
    let sequential = left_out.iter().find(|(model, _)| *model == "sequential");
    assert_eq!(sequential.map(|(_, why)| *why), Some("at least 300 s"), "{answer}");
    assert!(said(&answer, "reasons").contains("slow I/O (100 ms each) and many connections (3,000)"), "{answer}");
    assert!(said(&answer, "changes").contains("--blocking-library): thread"), "{answer}");
}

#[test]
fn work_for_the_cpu_is_for_all_cores() {
    let is_on_all_cores = |answer: &Value| {
        let cores = answer["machine"]["cores"].as_u64();
        cores == Some(1) || !["sequential", "async_tokio", "async_smol"].contains(&answer["advice"].as_str().unwrap())
    };
    // Other work may have the cores for a while, but not five times in a row.
    let answers = (0..5).map(|_| answer("--tasks 40 --compute 10ms"));
    let answer = answers.into_iter().find(is_on_all_cores).expect("advice for all cores");
    assert!(said(&answer, "reasons").contains("CPU-bound"));
    assert!(said(&answer, "taken").contains("--wait was not given: 0 is taken"), "{answer}");
}

#[test]
fn a_crash_that_must_stay_alone_leaves_only_processes() {
    let answer = answer("--tasks 20 --wait 20ms --fail-alone");
    assert_eq!(answer["advice"], "multiprocess");
    assert_eq!(measured(&answer), ["multiprocess"]);
    assert_eq!(left_out(&answer).len(), 7);
    assert!(said(&answer, "reasons").contains("A panic is no crash"), "{answer}");
}

#[test]
fn a_library_that_blocks_leaves_no_async() {
    let answer = answer("--tasks 100 --wait 300ms --blocking-library");
    assert_eq!(answer["advice"], "thread", "{answer}");
    assert!(measured(&answer).iter().all(|model| !model.starts_with("async")), "{answer}");
    assert!(said(&answer, "reasons").contains("spawn_blocking"), "{answer}");
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_do_not_fit_are_left_out_with_the_limit() {
    // Each thread takes four memory maps.
    let maps = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let tasks = maps.trim().parse::<usize>().unwrap() / 3;
    if tasks > 50_000 {
        return testkit::not_checked(format_args!(
            "{tasks} tasks, too many for the memory maps here, would take too long"
        ));
    }
    let answer = answer(&format!("--tasks {tasks} --wait 50ms"));
    assert_ne!(answer["advice"], "thread");
    let left_out = left_out(&answer);
    let thread = left_out.iter().find(|(model, _)| *model == "thread").expect("thread is left out");
    assert!(thread.1.contains("do not fit here") && thread.1.contains("sysctl"), "{thread:?}");
}

/// With few open files there can be few processes, and where only processes will do, that is the end.
#[cfg(target_os = "linux")]
#[test]
fn where_no_model_can_do_it_nothing_is_run() {
    let script = "ulimit -n 40; exec \"$0\" \"$@\"";
    let limited = Program::new("/bin/sh").arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_choose"));
    let outcome = limited.env("CARGO", remembering_cargo()).args("--tasks 100 --wait 10ms --fail-alone").run();
    outcome.expect_code(2).expect_complaint("multiprocess: 64 worker processes do not fit here: ulimit -n is 40");
    assert_eq!(outcome.stdout, "");
}

#[test]
fn the_answer_fits_in_a_hundred_columns_and_says_what_to_run() {
    let _alone = alone();
    let line = "--wait 80ms --compute 2ms --tasks 50 --budget 1s";
    let outcome = choose(line).env("COLUMNS", "100").run();
    let text = &outcome.expect_code(0).expect_quiet().stdout;
    assert!(text.starts_with("50 tasks, each waits 80 ms and computes 2 ms. The ideal"), "{outcome}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{outcome}");
    let advised = text.lines().find_map(|line| line.strip_prefix("The simplest that is fast: ")).expect("advice");
    let demo = advised.split(',').next().unwrap().replace('_', "-");
    let command = format!("    just demo-{demo} --tasks 50 --wait 80ms --compute 2ms\n");
    for words in [&command[..], "waits 40 times as long as it computes", "x ideal", "What would change the answer:"] {
        assert!(text.contains(words), "{words:?} is missing: {outcome}");
    }
}

#[test]
fn the_budget_is_kept() {
    let _alone = alone();
    // A round of all that could win takes longer than there is time.
    let outcome = choose("--tasks 20000 --compute 2ms --budget 1s --json").run();
    let answer = json(outcome.expect_code(0));
    let spent = Duration::from_nanos(answer["spent_ns"].as_u64().unwrap());
    assert!(spent < Duration::from_millis(1_500), "{spent:?}: {outcome}");
    assert!(answer["measured"].as_array().unwrap().iter().all(|row| row["tasks"].as_u64() < Some(20_000)), "{answer}");
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (line, names) in [
        ("--tasks 0", "--tasks"),
        ("--tasks many", "--tasks"),
        ("--wait 80", "--wait"),
        ("--compute -1ms", "--compute"),
        ("--tasks 5 --budget 10ms", "--budget 10ms"),
        ("--tasks 5 --cores 100000", "--cores"),
        ("--task 5", "--tasks"),
        ("--fail panic:1", "--fail-alone"),
        ("--fail-alone=yes", "--fail-alone"),
        ("5000", "'5000'"),
        ("", "--tasks 5000 --wait 80ms"),
        ("--budget 5s", "say what the work is"),
    ] {
        let outcome = choose(line).run();
        outcome.expect_code(2).expect_complaint(names);
        assert_eq!(outcome.stdout, "", "{line}");
    }
    let help = choose("--help").run();
    assert!(help.expect_code(0).expect_quiet().stdout.contains("--blocking-library"));
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let _alone = alone();
    for json in ["", "--json"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let line = format!("--tasks 2 --wait 1ms --budget 1s {json}");
        choose(&line).stdout(writer).run().expect_code(0).expect_quiet();
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_the_first_models_run_is_too_early_for_an_answer() {
    let _alone = alone();
    // A trial of each of them takes longer than it takes to press Ctrl-C.
    let running = choose("--tasks 8 --compute 20s --budget 100s --json").start();
    running.wait_for_helper_named("demo_");
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(130).expect_complaint("Ctrl-C came before enough was measured");
    assert_eq!(outcome.stdout, "");
}

/// A stand-in for cargo: a shell script.
#[cfg(unix)]
fn cargo_that(scratch: &Scratch, script: &str) -> String {
    scratch.script("cargo", &format!("#!/bin/sh\n{script}\n"))
}

#[cfg(unix)]
#[test]
fn a_model_that_went_wrong_is_left_out_and_told_on_standard_error() {
    let _alone = alone();
    let scratch = Scratch::new();
    let without_rayon = format!("'{}' \"$@\" | grep -v demo_rayon", remembering_cargo());
    let cargo = cargo_that(&scratch, &without_rayon);
    let outcome = choose("--tasks 2 --wait 20ms --budget 1s --json").env("CARGO", &cargo).run();
    outcome.expect_code(1).expect_complaint("choose: rayon: it cannot be started");
    let answer = json(&outcome);
    assert!(left_out(&answer).iter().any(|(model, _)| *model == "rayon"), "{answer}");
    assert!(measured(&answer).contains(&"thread") && answer["advice"].is_string(), "the others stand: {answer}");
}

#[cfg(unix)]
#[test]
fn where_nothing_can_be_built_that_is_said() {
    let scratch = Scratch::new();
    let cargo = cargo_that(&scratch, "echo 'error: no' >&2; exit 101");
    let outcome = choose("--tasks 2 --wait 1ms").env("CARGO", &cargo).run();
    outcome.expect_code(1);
    assert!(outcome.stderr.starts_with("error: no\n"), "{outcome}");
    assert_eq!(outcome.stderr.matches("error: no\n").count(), 1, "cargo says it of each demo: {outcome}");
    assert!(outcome.stderr.contains("no model could be measured: sequential: "), "{outcome}");
    let outcome = audit::audit("--only 1 --budget 1s").env("CARGO", &cargo).run();
    outcome.expect_code(1);
    assert!(outcome.stderr.contains("#1 1 task, which does nothing: no model could be measured: "), "{outcome}");
    let outcome = choose("--tasks 2 --wait 1ms").env("CARGO", "/there/is/no/cargo").run();
    outcome.expect_code(1).expect_complaint("cargo cannot be run");
}
