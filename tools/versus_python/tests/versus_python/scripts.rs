//! Our files in Python by themselves, and their results beside those of Rust.

use super::python3;
use serde_json::Value;
use std::time::Duration;
use testkit::Program;
use timing::workload::Work;

const SCRIPTS: [&str; 5] = ["sequential.py", "thread.py", "thread_pool.py", "async_asyncio.py", "multiprocess.py"];

fn run(python: &str, script: &str, line: &str) -> Value {
    let path = format!("{}/python/{script}", env!("CARGO_MANIFEST_DIR"));
    let program = Program::new(python).env("PYTHONDONTWRITEBYTECODE", "1").arg(path).args(line);
    let outcome = program.deadline(Duration::from_secs(120)).run();
    outcome.expect_code(0).expect_quiet();
    assert_eq!(outcome.stdout.lines().count(), 1, "{outcome}");
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("no JSON object ({error}): {outcome}"))
}

#[test]
fn each_waits_and_says_what_it_took() {
    let Some(python) = python3() else { return };
    for script in SCRIPTS {
        let line = run(python, script, "--tasks 4 --wait 0.05 --workers 2");
        assert_eq!(line["tasks_ok"], 4, "{script}: {line}");
        let waits = match script {
            "sequential.py" => 4,
            "thread_pool.py" | "multiprocess.py" => 2,
            _ => 1,
        };
        assert!(line["wall_ns"].as_u64().unwrap() >= waits * 50_000_000, "{script}: {line}");
        assert!(line["cpu_ns"].as_u64().unwrap() > 0, "{script}: {line}");
        if cfg!(target_os = "linux") {
            assert!(line["memory_peak_bytes"].as_u64().unwrap() > 1_000_000, "{script}: {line}");
        }
    }
}

#[test]
fn all_come_to_the_results_that_rust_comes_to() {
    let Some(python) = python3() else { return };
    for multiplications in [1, 33] {
        let expected = Work { multiplications, a_step: 1 }.expected();
        let expected: Vec<Value> = (0..5).map(|task| expected.of(task).into()).collect();
        for script in SCRIPTS {
            let flags = format!("--tasks 5 --wait 0 --multiplications {multiplications}");
            assert_eq!(
                run(python, script, &flags)["results"],
                Value::Array(expected.clone()),
                "{script}, {multiplications}"
            );
        }
    }
}

#[test]
fn a_python_says_what_it_is() {
    let Some(python) = python3() else { return };
    let about = run(python, "about.py", "");
    assert!(about["version"].as_str().unwrap().starts_with("3."), "{about}");
    assert!(about["has_gil"].is_boolean() && about["is_free_threaded"].is_boolean(), "{about}");
}
