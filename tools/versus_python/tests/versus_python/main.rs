//! `versus_python` as its users run it. It has cargo build the demos first; after `cargo test` has built them, that is quick.
//!
//! What needs a Python is not tested where there is none.

#[cfg(target_os = "linux")]
mod on_a_terminal;
mod scripts;
#[cfg(unix)]
mod wrong_python;

use serde_json::Value;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, not_checked, remembering_cargo};

/// Cargo may have to build first, beside other work.
const PATIENCE: Duration = Duration::from_secs(240);

fn versus_python(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_versus_python")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

/// The Python that there is, without anything that stands before it in `PATH` only to find it. Where there is none, a test
/// has nothing to test.
fn python3() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let find = || {
        let itself = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output().ok()?;
        Some(String::from_utf8(itself.stdout).ok()?.trim().to_owned()).filter(|path| !path.is_empty())
    };
    let found = FOUND.get_or_init(find).as_deref();
    if found.is_none() {
        not_checked("there is no python3 here");
    }
    found
}

/// A quick comparison with this Python.
fn quick(python: &str, line: &str) -> Program {
    versus_python("--quick").arg(format!("--python={python}")).args(line)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("no JSON object ({error}): {outcome}"))
}

fn load<'a>(comparison: &'a Value, name: &str) -> &'a Value {
    let loads = comparison["loads"].as_array().unwrap();
    loads.iter().find(|load| load["name"] == name).unwrap_or_else(|| panic!("no load {name}"))
}

fn row<'a>(comparison: &'a Value, load_name: &str, name: &str) -> &'a Value {
    let rows = load(comparison, load_name)["rows"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row {name} of {load_name}"))
}

fn rows(comparison: &Value) -> impl Iterator<Item = &Value> {
    comparison["loads"].as_array().unwrap().iter().flat_map(|load| load["rows"].as_array().unwrap())
}

#[test]
fn every_program_waits_as_long_and_has_a_row() {
    let Some(python) = python3() else { return };
    let comparison = json(quick(python, "--only waiting --rounds 2 --json").run().expect_code(0));
    assert_eq!(comparison["loads"].as_array().unwrap().len(), 2);
    for (load, tasks) in [("waiting_10", 10), ("waiting_1000", 1_000)] {
        for name in ["thread.py", "demo_thread", "async_asyncio.py", "demo_async_tokio", "bare_tokio", "bare_smol"] {
            let row = row(&comparison, load, name);
            assert_eq!((&row["trouble"], row["samples"].as_array().unwrap().len()), (&Value::Null, 2), "{row}");
            // Nobody can be faster than one wait, and a thousand of them would be very slow one after the other.
            let wall_ns = row["wall_ns"].as_u64().unwrap();
            assert!(wall_ns >= 100_000_000, "{row}");
            assert!(tasks == 10 || wall_ns < tasks * 100_000_000, "{row}");
            assert!(row["wall_least_ns"].as_u64() <= Some(wall_ns) && row["wall_most_ns"].as_u64() >= Some(wall_ns));
        }
    }
    for name in ["multiprocess.py", "demo_multiprocess"] {
        assert_eq!(row(&comparison, "waiting_10", name)["workers"], 10);
        let left_out = row(&comparison, "waiting_1000", name);
        assert_eq!((&left_out["left_out"], &left_out["wall_ns"]), (&Value::Bool(true), &Value::Null), "{left_out}");
        assert!(left_out["trouble"].as_str().unwrap().contains("64 processes would wait 16 times"), "{left_out}");
    }
    for ratio in comparison["ratios"].as_array().unwrap() {
        assert!(ratio["median"].as_f64().unwrap() > 0.0 && ratio["aim_at_least"].is_null(), "{ratio}");
    }
    // 2 loads, 2 twins, wall and, where the system tells, memory.
    let expected = if cfg!(target_os = "linux") { 8 } else { 4 };
    assert_eq!(comparison["ratios"].as_array().unwrap().len(), expected);
    assert!(comparison["python"]["version"].as_str().unwrap().starts_with("3."));
}

/// What is far apart on any machine: what a process and an interpreter take, and the CPU time of the same work.
#[test]
fn figures_make_sense() {
    let Some(python) = python3() else { return };
    let scratch = Scratch::new();
    let file = scratch.file("with space.svg");
    let comparison = json(quick(python, "--json --tasks 10 --svg").arg(&file).run().expect_code(0));
    let number = |load, name, key: &str| row(&comparison, load, name)[key].as_f64().unwrap();
    if cfg!(target_os = "linux") {
        let memory = |name| number("waiting_10", name, "memory_peak_bytes");
        assert!(memory("async_asyncio.py") > 1.5 * memory("bare_tokio"), "an interpreter is more than a runtime");
        assert!(memory("multiprocess.py") > 5.0 * memory("thread.py"), "each of 10 workers has an interpreter");
        let cpu = |name| number("computing", name, "cpu_ns");
        for one in ["sequential.py", "thread.py", "async_asyncio.py", "multiprocess.py"] {
            assert!((0.2..5.0).contains(&(cpu(one) / cpu("sequential.py"))), "{one} does the same work");
        }
    }
    for sequential in ["sequential.py", "demo_sequential"] {
        let speed_up = if sequential == "sequential.py" { "computing" } else { "computing_longer" };
        assert_eq!(row(&comparison, speed_up, sequential)["speed_up"], 1.0);
    }
    assert!(rows(&comparison).all(|row| row["trouble"].is_null()), "{comparison}");
    let said: Vec<&str> =
        comparison["sentences"].as_array().unwrap().iter().map(|said| said.as_str().unwrap()).collect();
    for begins in ["10 threads: ", "10 waiting tasks: ", "One task after the other, ", "Faster than "] {
        assert!(said.iter().any(|said| said.starts_with(begins)), "{begins} in {said:?}");
    }
    let figure = std::fs::read_to_string(&file).unwrap();
    assert!(
        figure.starts_with("<svg") && figure.contains("async_asyncio.py") && figure.contains("prefers-color-scheme")
    );
    assert_eq!(scratch.names(), ["with space.svg"]);
}

#[test]
fn a_table_fits_a_narrow_terminal_and_says_what_was_measured_on_what() {
    check_table(40, "--quick --only computing --ascii");
}

#[test]
fn the_tables_fit_a_usual_terminal_and_say_what_was_measured_on_what() {
    check_table(80, "--quick --tasks 10");
}

/// With the Python that it finds by itself.
fn check_table(columns: usize, line: &str) {
    if python3().is_none() {
        return;
    }
    let outcome = versus_python(line).env("COLUMNS", &columns.to_string()).run();
    let text = &outcome.expect_code(0).expect_quiet().stdout;
    for line in text.lines().take_while(|line| !line.starts_with("cores ")) {
        assert!(line.chars().count() <= columns, "wider than {columns} columns: {line}");
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Python 3.", "GIL", "1 round", "20 matrix multiplications", "speed-up", "VmHWM", "toolchain"] {
        assert!(words.contains(said), "{said:?} is not in {text}");
    }
    assert!(text.is_ascii() || !line.contains("--ascii"), "{text}");
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (line, names) in [
        ("--rounds 0", "--rounds"),
        ("--tasks 3", "--tasks 3"),
        ("--wait 0", "--wait"),
        ("--wait 1.5ms", "whole milliseconds"),
        ("--only rust", "waiting or computing"),
        ("--python /there/is/no/python", "--python /there/is/no/python"),
        ("--python", "--python"),
        ("--deadline soon", "--deadline"),
        ("--compute 5ms", "--compute"),
        ("--round 3", "--rounds"),
    ] {
        let outcome = versus_python(line).run();
        outcome.expect_code(2).expect_complaint(names);
        assert_eq!(outcome.stdout, "", "{line}");
    }
}

#[test]
fn without_python_it_says_so_and_ends_well() {
    let outcome = versus_python("").env("PATH", "/there/is/nothing").run();
    outcome.expect_code(0).expect_quiet();
    assert_eq!(outcome.stdout.lines().count(), 1, "{outcome}");
    assert!(outcome.stdout.contains("Install Python 3"), "{outcome}");
    let outcome = versus_python("--json").env("PATH", "/there/is/nothing").run();
    let nothing = json(outcome.expect_code(0).expect_quiet());
    assert_eq!((&nothing["python"], nothing["loads"].as_array().unwrap().len()), (&Value::Null, 0));
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let Some(python) = python3() else { return };
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    quick(python, "--tasks 10 --only waiting").stdout(writer).run().expect_code(0).expect_quiet();
}
