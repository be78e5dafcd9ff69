//! What the record of `demo_http_mistake` must show, and no other demo's.

use std::sync::OnceLock;
use testkit::{Demo, Report, Run};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_http_mistake"));
const TASKS: u64 = 6;
const MENDED: [&str; 3] = ["spawn-blocking", "reqwest", "reqwest-on-smol"];

/// One report, which all tests look at.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let report = REPORT.get_or_init(|| DEMO.report("--tasks 6 --wait 200ms"));
    report.runs.iter().find(|run| run.name == name).unwrap()
}

#[test]
fn a_blocking_client_stops_everything() {
    let mistake = run("ureq-in-async");
    assert_eq!((mistake.concurrency_peak, mistake.threads("waiting").len()), (1, 1));
    let late = mistake.heartbeat.as_ref().unwrap().late_max_ns;
    assert!(late >= 5 * 200_000_000, "the heartbeat was {late} ns late");
}

#[test]
fn the_mended_ones_do_not() {
    let before = run("ureq-in-async").heartbeat.as_ref().unwrap().late_max_ns;
    for name in MENDED {
        let late = run(name).heartbeat.as_ref().unwrap().late_max_ns;
        assert!(late < before / 3, "{name}: the heartbeat was {late} ns late");
        assert!(run(name).heartbeat.as_ref().unwrap().ticks_at_ns.len() >= 2, "{name}");
        assert_eq!((run(name).concurrency_peak, run(name).tasks_ok), (TASKS, TASKS));
    }
    assert_eq!(run("spawn-blocking").threads("waiting").len() as u64, TASKS);
    for name in ["reqwest", "reqwest-on-smol"] {
        assert_eq!(run(name).threads("waiting").len(), 1, "{name}");
    }
}

#[test]
fn without_tokio_reqwest_panics() {
    let noted = |name| run(name).notes.get("panics_without_tokio").copied();
    assert_eq!(noted("reqwest-on-smol"), Some(1));
    assert_eq!(noted("reqwest"), None);
    let shown = DEMO.with("--tasks 2 --wait 30ms").env("COLUMNS", "300").run();
    shown.expect_code(0).expect_quiet();
    let error = "there is no reactor running, must be called from the context of a \
                 Tokio 1.x runtime";
    assert!(shown.stdout.contains(&format!("reqwest panics: \"{error}\"")), "{shown}");
}
