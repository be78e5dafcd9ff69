//! The programs as other tools run them.

use serde_json::Value;
use testkit::Program;

const PROGRAMS: [&str; 2] = [env!("CARGO_BIN_EXE_bare_tokio"), env!("CARGO_BIN_EXE_bare_smol")];

#[test]
fn they_print_a_line_with_what_it_took() {
    for path in PROGRAMS {
        let outcome = Program::new(path).args("200 50").run();
        outcome.expect_code(0).expect_quiet();
        assert_eq!(outcome.stdout.lines().count(), 1, "{outcome}");
        let printed: Value = serde_json::from_str(&outcome.stdout).expect("one JSON object");
        assert_eq!(printed["tasks_ok"], 200, "{outcome}");
        assert!(printed["wall_ns"].as_u64().unwrap() >= 50_000_000, "no sleep is shorter than asked for: {outcome}");
        if cfg!(target_os = "linux") {
            assert!(printed["cpu_ns"].as_u64().unwrap() > 0 && printed["memory_peak_bytes"].as_u64().unwrap() > 0);
        }
    }
}

#[test]
fn what_is_no_command_line_is_refused() {
    for path in PROGRAMS {
        for line in ["", "10", "10 ten", "10 10 10", "-1 10"] {
            let outcome = Program::new(path).args(line).run();
            outcome.expect_code(2).expect_complaint("two whole numbers");
            assert_eq!(outcome.stdout, "", "{line}");
        }
    }
}
