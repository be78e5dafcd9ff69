//! `compare` among demos that go wrong. It asks cargo where the demos are, and here its cargo is a script that says so.

use super::{DEMOS, MORE, compare, json, row};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use testkit::{Outcome, Program, Scratch, remembering_cargo};

/// Stands in for cargo: of all demos the real one builds only `demo_sequential`, and this adds the lines in `ARTIFACTS`.
const CARGO: &str = r#"#!/bin/sh
"$REAL_CARGO" "$@" | grep '"name":"demo_sequential"' | tee -a "$ARTIFACTS.good"
cat "$ARTIFACTS"
"#;

/// A folder with a script for each demo that goes wrong, and the cargo that knows them.
pub(super) struct Wrong(Scratch);

impl Wrong {
    /// Makes one in which each of `demos`, by their names, is a shell script.
    fn new(demos: &[(&str, &str)]) -> Wrong {
        let wrong = Wrong(Scratch::new());
        wrong.0.script("cargo", CARGO);
        let mut artifacts = String::new();
        for (name, script) in demos {
            let path = wrong.0.script(name, &format!("#!/bin/sh\n{script}\n"));
            let artifact = serde_json::json!({
                "reason": "compiler-artifact", "target": {"name": format!("demo_{name}")}, "executable": path,
            });
            artifacts += &format!("{artifact}\n");
        }
        fs::write(wrong.0.file("artifacts"), artifacts).unwrap();
        wrong
    }

    /// Makes one without any demo, and a cargo that is this shell script.
    pub(super) fn with_cargo(script: &str) -> Wrong {
        let wrong = Wrong::new(&[]);
        wrong.0.script("cargo", &format!("#!/bin/sh\n{script}\n"));
        wrong
    }

    /// `compare` with this cargo.
    pub(super) fn compare(&self, line: &str) -> Program {
        compare(line)
            .env("CARGO", &self.0.file("cargo"))
            .env("REAL_CARGO", remembering_cargo())
            .env("ARTIFACTS", &self.0.file("artifacts"))
    }
}

/// A script that reports as the demo of this name does where all goes well: it has `demo_sequential` do the work, with more flags, and
/// changes what that prints with a script for `sed`.
fn good(demo: &str, change: &str, flags: &str) -> String {
    let program = r#"$(sed -n '1s/.*"executable":"\([^"]*\)".*/\1/p' "$ARTIFACTS.good")"#;
    let name = format!(r#"s/"demo": "sequential"/"demo": "{demo}"/"#);
    format!("\"{program}\" \"$@\" {flags} | sed '{name};{change}'")
}

/// The demos that went wrong, each with what its row has to say, in a run of `sequential` and them.
fn check_rows(outcome: &Outcome, troubles: &[(&str, &[&str])]) {
    outcome.expect_code(1);
    let comparison = json(outcome);
    assert_eq!(comparison["demos"].as_array().unwrap().len(), 1 + troubles.len(), "{outcome}");
    for (demo, words) in troubles {
        let row = row(&comparison, demo);
        let trouble = row["trouble"].as_str().unwrap_or_else(|| panic!("no trouble with {demo}: {outcome}"));
        words.iter().for_each(|word| assert!(trouble.contains(word), "{demo}: {trouble:?} does not say {word:?}"));
        assert_eq!((&row["wall_ns"], row["runs"].as_array().unwrap().len()), (&Value::Null, 0), "{demo}");
    }
    let well = row(&comparison, "sequential");
    assert_eq!((&well["trouble"], well["runs"][0]["tasks_ok"].as_u64()), (&Value::Null, Some(2)), "{outcome}");
}

/// One that prints garbage, one that fails, one that half reports, one that is killed, one that is not built.
#[test]
fn whatever_goes_wrong_is_a_row_and_the_others_stand() {
    let wrong = Wrong::new(&[
        ("thread", "echo hello"),
        ("thread_pool", "echo 'it broke' >&2; exit 3"),
        ("async_tokio", "echo '{\"schema\": 1, \"demo\": '"),
        ("async_tokio_multi", "kill -9 $$"),
    ]);
    let line = "--tasks 2 --wait 10ms --rounds 1 \
                --only sequential,thread,thread_pool,async_tokio,async_tokio_multi,async_smol";
    let outcome = wrong.compare(line).arg("--json").run();
    check_rows(
        &outcome,
        &[
            ("thread", &["cannot be read"]),
            ("thread_pool", &["without a report", "exit status: 3", "it broke"]),
            ("async_tokio", &["cannot be read"]),
            ("async_tokio_multi", &["without a report", "signal: 9"]),
            ("async_smol", &["not built"]),
        ],
    );
    let figure = wrong.compare(line).run().expect_code(1).stdout.clone();
    for words in ["demo_sequential: ", "cannot be read", "it broke", "signal: 9", "not built"] {
        assert!(figure.contains(words), "{words:?} is not in {figure}");
    }
}

/// The less usual demos are rows like the others where they cannot be built, or go wrong.
#[test]
fn with_all_what_goes_wrong_is_a_row_too() {
    let wrong = Wrong::new(&[("async_std", "echo 'it broke' >&2; exit 3")]);
    let outcome = wrong.compare("--all --tasks 2 --wait 10ms --rounds 1 --json").run();
    let not_built = DEMOS.iter().chain(MORE.iter().map(|(_, demo)| demo));
    let mut troubles: Vec<(&str, &[&str])> = vec![("async_std", &["it broke"])];
    troubles.extend(
        not_built.filter(|demo| !["sequential", "async_std"].contains(demo)).map(|demo| (*demo, &["not built"][..])),
    );
    check_rows(&outcome, &troubles);
}

/// A program that is gone since it was built, and one that is none.
#[test]
fn what_cannot_be_started_is_a_row_and_the_others_stand() {
    let wrong = Wrong::new(&[("thread", "exit 0"), ("thread_pool", "exit 0")]);
    fs::remove_file(wrong.0.file("thread")).unwrap();
    fs::set_permissions(wrong.0.file("thread_pool"), fs::Permissions::from_mode(0o644)).unwrap();
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --json --only sequential,thread,thread_pool").run();
    check_rows(&outcome, &[("thread", &["cannot be started"]), ("thread_pool", &["cannot be started"])]);
}

/// One that hangs is told to end after a while. (One that does not listen either is killed: a unit test knows.)
#[test]
fn one_that_hangs_is_stopped_and_the_others_stand() {
    let wrong = Wrong::new(&[("thread", "cat > /dev/null")]);
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --json --only sequential,thread").run();
    check_rows(&outcome, &[("thread", &["stopped after"])]);
}

/// The same of one that stands still.
#[test]
fn one_that_stands_still_is_stopped_and_the_others_stand() {
    let wrong = Wrong::new(&[("thread_pool", "kill -STOP $$")]);
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --json --only sequential,thread_pool").run();
    check_rows(&outcome, &[("thread_pool", &["stopped after"])]);
}

/// One that does not listen and leaves behind what holds its output open.
#[test]
fn what_a_demo_leaves_behind_is_not_waited_for() {
    // Without the mark by which the test kit finds what should have ended.
    let wrong = Wrong::new(&[("thread", "env -u TESTKIT_MARK sleep 50 & echo $! >\"$0.pid\"; wait")]);
    let begin = Instant::now();
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --json --only sequential,thread").run();
    check_rows(&outcome, &[("thread", &["stopped after"])]);
    assert!(begin.elapsed() < Duration::from_secs(40), "it waited for what the demo left behind: {outcome}");
    let left = fs::read_to_string(wrong.0.file("thread.pid")).unwrap();
    testkit::kill(left.trim().parse().unwrap());
}

/// What is printed without end is no report, and what is said without end is not kept. Nor does it disturb the terminal.
#[test]
fn one_that_talks_without_end_is_ended_and_the_others_stand() {
    let wrong = Wrong::new(&[
        ("thread", "exec yes"),
        ("thread_pool", "exec cat /dev/zero"),
        ("async_tokio", "head -c 9000000 /dev/zero | tr '\\0' e >&2; exit 3"),
        ("async_tokio_multi", "printf '\\033[2Jgone\\377' >&2; exit 3"),
    ]);
    let line = "--tasks 2 --wait 10ms --rounds 1 --json \
                --only sequential,thread,thread_pool,async_tokio,async_tokio_multi";
    let outcome = wrong.compare(line).run();
    let endless: &[&str] = &["it printed more than 268 MB"];
    check_rows(
        &outcome,
        &[
            ("thread", endless),
            ("thread_pool", endless),
            ("async_tokio", &["without a report", "eee..."]),
            ("async_tokio_multi", &["without a report", " [2Jgone\u{fffd}"]),
        ],
    );
}

/// One that fails only in the second round, and one that has nothing to report. What was reported before stands.
#[test]
fn one_that_fails_late_is_a_row_with_what_it_reported() {
    let once = format!(
        "[ -e \"$0.once\" ] && {{ echo 'it broke' >&2; exit 3; }}; touch \"$0.once\"; {}",
        good("thread", "", "")
    );
    let wrong = Wrong::new(&[("thread", &once), ("thread_pool", "exec \"$0.report\"")]);
    let nothing = r#"{"schema": 1, "runs": []}"#;
    wrong.0.script("thread_pool.report", &format!("#!/bin/sh\necho '{nothing}'\n"));
    let line = "--tasks 2 --wait 10ms --rounds 3 --json --only sequential,thread,thread_pool";
    let outcome = wrong.compare(line).run();
    let comparison = json(outcome.expect_code(1));
    let runs = |demo| row(&comparison, demo)["runs"].as_array().unwrap().len();
    assert_eq!((runs("sequential"), runs("thread"), runs("thread_pool")), (3, 1, 0), "{outcome}");
    let trouble = |demo| row(&comparison, demo)["trouble"].as_str().unwrap_or_default().to_owned();
    assert!(trouble("thread").contains("it broke"), "{outcome}");
    assert!(!trouble("thread_pool").is_empty() && trouble("sequential").is_empty(), "{outcome}");
}

/// A whole report counts only where it is one of this demo and of this work, and where nothing went wrong after it.
#[test]
fn a_report_that_cannot_count_is_none() {
    let wrong = Wrong::new(&[
        ("thread", &good("rayon", "", "")),
        ("thread_pool", &format!("{}; echo 'it broke' >&2; exit 3", good("thread_pool", "", ""))),
        ("async_tokio", &format!("{}; kill -9 $$", good("async_tokio", "", ""))),
        ("async_tokio_multi", &good("async_tokio_multi", "", "--tasks=3")),
        ("async_smol", &good("async_smol", r#"s/"wall_ns": [0-9]*/"wall_ns": 18446744073709551615/"#, "")),
        ("multiprocess", &format!("{}; exit 1", good("multiprocess", "", ""))),
    ]);
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --json").run();
    check_rows(
        &outcome,
        &[
            ("thread", &["its report is one of demo_rayon"]),
            ("thread_pool", &["reported and then failed", "exit status: 3", "it broke"]),
            ("async_tokio", &["reported and then failed", "signal: 9"]),
            ("async_tokio_multi", &["other work"]),
            ("async_smol", &["cannot be read", "\"wall_ns\" is impossible"]),
            ("multiprocess", &["reported and then failed", "exit status: 1"]),
        ],
    );
}

/// What a report says is shown without what could disturb a terminal.
#[test]
fn no_words_of_a_demo_reach_the_terminal_raw() {
    let failed = r#"s/"failures": \[\]/"failures": [{"id": 1, "reason": "\\u001b[2Jgone\\u0007"}]/"#;
    let wrong = Wrong::new(&[
        ("thread", &format!("{}; exit 1", good("thread", failed, ""))),
        ("thread_pool", "printf '\\n\\033[2Jbroke\\377' >&2; exit 3"),
    ]);
    let outcome = wrong.compare("--tasks 2 --wait 10ms --rounds 1 --only sequential,thread,thread_pool").run();
    outcome.expect_code(1);
    for words in ["task 1 failed: [2Jgone", "[2Jbroke\u{fffd}"] {
        assert!(outcome.stdout.contains(words), "{words:?} is not there: {outcome}");
    }
    let raw = |text: &str| text.contains(|c: char| c.is_control() && c != '\n');
    assert!(!raw(&outcome.stdout) && !raw(&outcome.stderr), "{:?}", outcome.stdout);
}

/// Without cargo there is nothing to compare.
#[test]
fn a_cargo_that_is_missing_is_named() {
    let wrong = Wrong::new(&[]);
    let outcome = wrong.compare("--tasks 2 --wait 10ms --json").env("CARGO", &wrong.0.file("missing")).run();
    outcome.expect_code(1).expect_complaint("cargo cannot be run");
    assert!(outcome.stdout.is_empty(), "{outcome}");
}
