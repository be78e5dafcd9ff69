//! `scale` among demos that go wrong, or meet a limit that is not here. It asks cargo where the demos are, and here its cargo is a
//! script that names scripts.

use super::{counts, json, model, scale};
use testkit::{Program, Scratch};

/// The report of a run of `$n` tasks, as a demo prints it.
const REPORT: &str = r#"cat <<END
{"schema":1,"demo":"${0##*/}","workload":{"tasks":$n,"wait_ns":1000000,"compute_ns":0,"cores":2},
"machine":{"cores":2,"os":"linux","profile":"debug"},
"runs":[{"name":"x","workload":{"tasks":$n,"wait_ns":1000000,"compute_ns":0,"cores":2},
"wall_ns":2000000,"ideal_ns":1000000,"efficiency":0.5,"concurrency_peak":$n,"cores_busy":0.1,"late_max_ns":0,
"cpu_user_ns":1,"cpu_system_ns":1,"threads_peak":1,"processes":1,"switches_voluntary":1,"switches_involuntary":1,
"memory_peak_bytes":$((3000000+1000*n)),"heartbeat":null,"tasks_ok":$n,"tasks_failed":0,"failures":[$failures],
"tasks_stopped":0,"stopped":[],"turns":null,"notes":[],"own_work":false,"interrupted":false}]}
END"#;

/// A folder with a script for each demo, and the cargo that knows them.
pub(super) struct StandIns(Scratch);

impl StandIns {
    /// Makes one in which each of `demos`, by their names, is a shell script. It finds its number of tasks in `$n`, and goes on to
    /// report a good run, with `$failures` in it.
    pub(super) fn new(demos: &[(&str, &str)]) -> StandIns {
        let made = StandIns(Scratch::new());
        let mut artifacts = String::new();
        for (name, script) in demos {
            let number = "for flag; do case $flag in --tasks=*) n=${flag#--tasks=};; esac; done; failures=";
            let path = made.0.script(name, &format!("#!/bin/sh\n{number}\n{script}\n{REPORT}\n"));
            let artifact = serde_json::json!({
                "reason": "compiler-artifact", "target": {"name": format!("demo_{name}")}, "executable": path,
            });
            artifacts += &format!("{artifact}\n");
        }
        made.0.script("cargo", &format!("#!/bin/sh\ncat <<END\n{artifacts}END\n"));
        made
    }

    pub(super) fn scale(&self, line: &str) -> Program {
        scale("--wait 1ms").args(line).env("CARGO", &self.file("cargo"))
    }

    /// The path of a file in the folder.
    pub(super) fn file(&self, name: &str) -> String {
        self.0.file(name)
    }
}

const LIMIT: &str = "if [ $n -gt 100 ]; then echo \"demo_async_smol: $n tasks do not fit here: the.limit is 7, enough for about 99 \
                     (raise.the.limit raises it); nothing was run\" >&2; exit 2; fi";

#[test]
fn the_most_that_a_limit_leaves_room_for_is_found() {
    let demos = StandIns::new(&[("async_smol", LIMIT), ("async_tokio", "")]);
    let line = "--only async_smol,async_tokio --tasks 4096 --budget 60s";
    let found = json(demos.scale(line).arg("--json").run().expect_code(0));
    let limited = model(&found, "async_smol");
    let stopped = &limited["stopped"];
    assert_eq!(
        (&stopped["by"], &stopped["raise"]),
        (&"limit".into(), &"raise.the.limit raises it".into()),
        "{found:#}"
    );
    assert_eq!(stopped["reason"], "128 tasks do not fit here: the.limit is 7, enough for about 99", "{found:#}");
    assert!((97..=100).contains(&stopped["reached"].as_u64().unwrap()), "{found:#}");
    assert_eq!(counts(model(&found, "async_tokio")), (0..13).map(|power| 1 << power).collect::<Vec<u64>>());
    let text = demos.scale(line).run().expect_code(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("the.limit is 7, enough for about 99 (raise.the.limit raises it)."), "{text}");
}

/// As a Rust program does in which a thread cannot be started.
#[test]
fn a_demo_that_aborts_ends_in_a_row() {
    let demos = StandIns::new(&[("thread", "if [ $n -gt 4 ]; then kill -ABRT $$; fi"), ("async_tokio", "")]);
    let line = "--only thread,async_tokio --tasks 64 --budget 60s";
    let outcome = demos.scale(line).run();
    let text = outcome.expect_code(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("thread stopped at 4 tasks: with 8 tasks: it ended without a report (signal: 6"),
        "{outcome}"
    );
    assert!(text.contains("async_tokio ran all tasks"), "{outcome}");
}

#[test]
fn tasks_that_fail_stop_their_model_and_no_other() {
    let fails = "if [ $n -gt 2 ]; then failures='{\"id\":1,\"reason\":\"no thread was to be had\"}'; fi";
    let demos = StandIns::new(&[("thread", fails), ("async_std", "")]);
    let found = json(demos.scale("--only thread,async_std --tasks 8 --budget 60s --json").run().expect_code(0));
    let stopped = &model(&found, "thread")["stopped"];
    assert_eq!((&stopped["by"], &stopped["reached"]), (&"failure".into(), &2.into()), "{found:#}");
    assert!(stopped["reason"].as_str().unwrap().contains("of 4 tasks 1 failed: no thread was to be had"), "{found:#}");
    assert_eq!(counts(model(&found, "async_std")), [1, 2, 4, 8]);
}

#[test]
fn a_demo_that_hangs_is_ended_when_the_budget_is() {
    let demos = StandIns::new(&[("async_smol", "if [ $n -gt 2 ]; then cat > /dev/null; exit 1; fi"), ("thread", "")]);
    let found = json(demos.scale("--only async_smol,thread --tasks 4 --budget 1s --json").run().expect_code(0));
    let stopped = &model(&found, "async_smol")["stopped"];
    assert_eq!((&stopped["by"], &stopped["reached"]), (&"budget".into(), &2.into()), "{found:#}");
    assert!(stopped["reason"].as_str().unwrap().contains("4 tasks took longer than what was left"), "{found:#}");
}

#[test]
fn a_demo_that_was_not_built_fails_and_the_others_stand() {
    let demos = StandIns::new(&[("thread", "")]);
    let found = json(demos.scale("--only thread,async_smol --tasks 2 --budget 60s --json").run().expect_code(1));
    assert_eq!(model(&found, "async_smol")["stopped"]["by"], "failure", "{found:#}");
    assert_eq!(counts(model(&found, "thread")), [1, 2]);
    let missing = scale("--tasks 2").env("CARGO", "/there/is/no/cargo").run();
    missing.expect_code(1).expect_complaint("cargo cannot be run");
}
