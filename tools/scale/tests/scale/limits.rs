//! `scale` where a limit of the system is low.

use super::stand_ins::StandIns;
use super::{PATIENCE, counts, json, model};
use serde_json::Value;
use testkit::{Program, remembering_cargo};

/// What is found under a limit of the shell's.
fn under(limit: &str, line: &str) -> Value {
    let script = format!("{limit}; exec \"$0\" \"$@\"");
    let scale = env!("CARGO_BIN_EXE_scale");
    let limited = Program::new("/bin/sh").arg("-c").arg(script).arg(scale).args(line).arg("--json");
    json(limited.env("CARGO", remembering_cargo()).deadline(PATIENCE).run().expect_code(0))
}

/// The model stopped at a limit of this name, and ran with nearly as many as it leaves room for.
#[track_caller]
fn check_stop(model: &Value, name: &str, least: u64, most: u64) {
    let stopped = &model["stopped"];
    let (reason, raise) = (stopped["reason"].as_str().unwrap(), stopped["raise"].as_str().unwrap());
    assert_eq!(stopped["by"], "limit", "{model:#}");
    assert!(reason.contains(name) && raise.contains(name), "{model:#}");
    let reached = stopped["reached"].as_u64().unwrap();
    assert!((least..=most).contains(&reached), "{model:#}");
    assert_eq!(counts(model).last(), Some(&reached), "{model:#}");
}

#[test]
fn too_few_open_files_stop_processes() {
    // Two files for each worker, more while it is started, and some that every program has.
    let found = under("ulimit -n 64", "--only multiprocess --tasks 256 --wait 20ms --budget 120s");
    check_stop(model(&found, "multiprocess"), "ulimit -n", 9, 31);
}

#[test]
fn too_little_address_space_stops_threads_and_not_tasks() {
    // Room for the stacks of some 700 threads. A heap for each of the first few would take it from half of them.
    let found = under("ulimit -v 1500000", "--only thread,async-smol --tasks 2048 --wait 20ms --budget 120s");
    check_stop(model(&found, "thread"), "ulimit -v", 513, 750);
    assert_eq!(model(&found, "async_smol")["stopped"]["by"], "done", "{found:#}");
}

#[test]
fn a_run_takes_no_more_memory_than_it_may() {
    let found = under("true", "--only multiprocess,async-smol --tasks 64 --wait 20ms --budget 120s --memory 40MB");
    let stopped = &model(&found, "multiprocess")["stopped"];
    assert_eq!((&stopped["by"], &stopped["raise"]), (&"memory".into(), &"--memory raises it".into()), "{found:#}");
    assert!((1..=20).contains(&stopped["reached"].as_u64().unwrap()), "{found:#}");
    let steps = super::steps(model(&found, "multiprocess"));
    assert!(steps.iter().all(|step| step["memory_bytes"].as_u64().unwrap() < 60_000_000), "{found:#}");
    assert_eq!(model(&found, "async_smol")["stopped"]["by"], "done");
}

/// `ulimit -u` is for all programs of a user. It does not bind root, and only root can become somebody else, so without root there is
/// nothing to see here.
#[test]
fn a_tenth_of_what_a_user_may_have_is_left_to_other_programs() {
    const AS_SOMEBODY_ELSE: &str = "prlimit --nproc=1000 setpriv --reuid=54321 --regid=54321 --clear-groups";
    let shell =
        |script: &str| Program::new("/bin/sh").arg("-c").arg(script.replace("AS_SOMEBODY_ELSE", AS_SOMEBODY_ELSE));
    if !shell("AS_SOMEBODY_ELSE true").run().status.success() {
        return;
    }
    let demos = StandIns::new(&[("thread", "")]); // it would run any number of them
    let outcome = shell(
        "cp \"$0\" \"$1\" && chmod 755 \"$1\" && \
         exec AS_SOMEBODY_ELSE \"$1\" --only thread --tasks 4096 --wait 1ms --budget 60s --json",
    )
    .arg(env!("CARGO_BIN_EXE_scale"))
    .arg(demos.file("scale"))
    .env("CARGO", &demos.file("cargo"))
    .run();
    check_stop(model(&json(outcome.expect_code(0)), "thread"), "ulimit -u", 850, 900);
}
