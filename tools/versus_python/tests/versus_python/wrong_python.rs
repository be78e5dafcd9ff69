//! Among Pythons that go wrong: here they are shell scripts. Each goes wrong only with what it is asked to run, not when it is
//! asked what it is.

use super::{json, row, rows, versus_python};
use serde_json::Value;
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, wait_until};

/// A Python that does one of `scripts` where it is to run one of our files: the first of them is for the first file in [`FILES`].
pub(super) fn wrong(scratch: &Scratch, scripts: [&str; 4]) -> String {
    let about = r#"{"version": "3.99.0", "implementation": "Wrong", "has_gil": false, "is_free_threaded": true}"#;
    let mut text = format!("#!/bin/sh\ncase $1 in\n*/about.py) echo '{about}';;\n");
    for (file, script) in FILES.iter().zip(scripts) {
        text += &format!("*/{file}) {script}\n;;\n");
    }
    scratch.script("python", &(text + "esac\n"))
}

const FILES: [&str; 4] = ["thread.py", "thread_pool.py", "multiprocess.py", "async_asyncio.py"];

pub(super) fn compared(line: &str, python: &str) -> Program {
    versus_python(line).arg(format!("--python={python}"))
}

/// In the row of each file in Python there have to be its words, and nothing is measured; the rows of Rust stand.
#[track_caller]
fn check_rows(outcome: &Outcome, words: [&[&str]; 4]) -> Value {
    let comparison = json(outcome.expect_code(1));
    // Who reads only standard error learns of the first, and how many more there are.
    outcome.expect_complaint(&format!("{}, with 10 tasks that wait 100 ms each: ", FILES[0]));
    outcome.expect_complaint("(and 3 more went wrong, as their rows say)");
    for (file, words) in FILES.iter().zip(words) {
        let row = row(&comparison, "waiting_10", file);
        let trouble = row["trouble"].as_str().unwrap_or_else(|| panic!("no trouble: {row}"));
        words.iter().for_each(|word| assert!(trouble.contains(word), "{file}: {trouble:?} does not say {word:?}"));
        assert_eq!((&row["wall_ns"], row["samples"].as_array().unwrap().len()), (&Value::Null, 0), "{row}");
    }
    let mut well = 0;
    for row in rows(&comparison).filter(|row| row["language"] == "Rust") {
        assert_eq!((&row["trouble"], row["samples"].as_array().unwrap().len()), (&Value::Null, 1), "{row}");
        well += 1;
    }
    assert_eq!(well, 8, "rows of Rust");
    comparison
}

const WAITING: &str = "--quick --tasks 10 --only waiting --json";

#[test]
fn whatever_it_prints_or_dies_of_is_in_its_rows() {
    let scratch = Scratch::new();
    let scripts = [
        "echo hello",
        "echo before >&2; echo it broke >&2; exit 3",
        "kill -9 $$",
        "echo '{\"wall_ns\": 7, \"tasks_ok\": 9}'",
    ];
    let comparison = check_rows(
        &compared(WAITING, &wrong(&scratch, scripts)).run(),
        [&["no report: \"hello\""], &["exit status: 3", "it broke"], &["signal: 9"], &["9 of 10 tasks"]],
    );
    assert_eq!(comparison["python"]["implementation"], "Wrong");
}

/// It says nothing, it talks without end, it leaves something behind that holds its output open, it was never there.
#[test]
fn whatever_it_leaves_behind_holds_up_nobody() {
    let scratch = Scratch::new();
    let scripts = [":", "exec yes", "sleep 600 & echo hello", "echo '{\"wall_ns\": 0, \"tasks_ok\": 10}'"];
    check_rows(
        &compared(WAITING, &wrong(&scratch, scripts)).run(),
        [&["no report: \"\""], &["signal: 13"], &["no report: \"hello\""], &["no report"]],
    );
}

/// It hangs, and so does what it has started; some of that does not even end when it is told to. All of it has to be gone: the
/// testkit looks for it.
#[test]
fn one_that_hangs_is_stopped_with_all_that_it_has_started() {
    let scratch = Scratch::new();
    let stubborn = "trap '' TERM; sleep 600 & while :; do sleep 1; done";
    let scripts = ["sleep 600 | sleep 601", "echo hello", stubborn, "echo hello"];
    // Long enough for the demos, which have the same deadline, also where others have the cores.
    let outcome = compared(WAITING, &wrong(&scratch, scripts)).arg("--deadline=4s").run();
    let stopped = &["it was stopped after 4.10 s"][..];
    check_rows(&outcome, [stopped, &["hello"], stopped, &["hello"]]);
}

#[test]
fn a_wrong_result_is_no_result() {
    let scratch = Scratch::new();
    // However many tasks there are, so many have ended.
    let script = "#!/bin/sh\ncase $1 in */about.py) exec python3 \"$@\";; esac\n\
                  echo \"{\\\"wall_ns\\\": 7, \\\"tasks_ok\\\": ${2#--tasks=}, \\\"results\\\": [1, 2]}\"\n";
    if super::python3().is_none() {
        return;
    }
    let comparison =
        json(compared("--quick --only computing --json", &scratch.script("python", script)).run().expect_code(1));
    for row in rows(&comparison).filter(|row| row["language"] == "Python") {
        assert!(row["trouble"].as_str().unwrap().starts_with("task 0 came to 1; in Rust it comes to "), "{row}");
    }
}

#[test]
fn one_that_is_none_at_all_has_rows_that_say_so() {
    for (text, words) in [
        ("#!/bin/sh\necho hello\n", &["does not say what Python it is", "hello"][..]),
        ("#!/no/such/shell\n", &["cannot be started"]),
    ] {
        let scratch = Scratch::new();
        let comparison = check_rows(&compared(WAITING, &scratch.script("python", text)).run(), [words; 4]);
        assert_eq!(comparison["python"]["version"], Value::Null);
    }
}

/// Ctrl-C while a Python hangs: what was measured is shown, and nothing lives on.
#[test]
fn after_ctrl_c_it_shows_what_it_has() {
    let scratch = Scratch::new();
    let hangs = wrong(&scratch, ["sleep 600 & sleep 601"; 4]);
    let running = compared("--quick --tasks 10 --only waiting --json --deadline 200s", &hangs).start();
    running.wait_for_helper_named("sleep");
    running.interrupt();
    let comparison = json(running.finish().expect_code(130));
    let stopped = row(&comparison, "waiting_10", "thread.py");
    assert!(stopped["trouble"].as_str().unwrap().contains("Ctrl-C"), "{stopped}");
}

/// However it ends, nothing that it has started lives on.
#[test]
fn killed_it_takes_everything_with_it() {
    let scratch = Scratch::new();
    let mut running = compared(WAITING, &wrong(&scratch, ["sleep 600 & sleep 601"; 4])).start();
    running.wait_for_helper_named("sleep");
    running.kill();
    wait_until("the end of what it had started", Duration::from_secs(20), || {
        running.helpers().is_empty().then_some(())
    });
}

/// Where there is too little address space for a thousand threads of Python, a row says so.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_ends_in_a_row() {
    let Some(python) = super::python3() else { return };
    let scratch = Scratch::new();
    let limited = scratch.script("python", &format!("#!/bin/sh\nulimit -v 600000\nexec '{python}' \"$@\"\n"));
    let comparison = json(compared("--quick --only waiting --json", &limited).run().expect_code(1));
    let refused = row(&comparison, "waiting_1000", "thread.py")["trouble"].as_str().unwrap();
    assert!(refused.contains("can't start new thread"), "{refused}");
    for name in ["async_asyncio.py", "demo_thread"] {
        assert_eq!(row(&comparison, "waiting_1000", name)["trouble"], Value::Null, "{name}");
    }
}
