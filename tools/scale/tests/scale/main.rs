//! `scale` as its users run it, at a small scale. It has cargo build the demos first; after `cargo test` has built them, that is quick.

mod found;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod on_a_terminal;
#[cfg(unix)]
mod shape;
#[cfg(unix)]
mod stand_ins;

use found::{PATIENCE, json, model, scale, steps};
use serde_json::Value;

const MODELS: [&str; 8] = [
    "sequential",
    "thread",
    "thread_pool",
    "async_tokio",
    "async_tokio_multi",
    "async_smol",
    "async_std",
    "multiprocess",
];

fn counts(model: &Value) -> Vec<u64> {
    steps(model).iter().map(|step| step["tasks"].as_u64().unwrap()).collect()
}

#[test]
fn every_model_doubles_its_tasks_up_to_the_most() {
    let found = json(scale("--tasks 16 --wait 50ms --budget 60s --json").run().expect_code(0));
    assert_eq!(found["schema"], 1);
    let names: Vec<&str> =
        found["models"].as_array().unwrap().iter().map(|one| one["model"].as_str().unwrap()).collect();
    assert_eq!(names, MODELS);
    for name in MODELS {
        let model = model(&found, name);
        assert_eq!(counts(model), [1, 2, 4, 8, 16], "{model:#}");
        assert_eq!((&model["stopped"]["by"], &model["stopped"]["reached"]), (&"done".into(), &16.into()), "{name}");
        for step in steps(model) {
            let (wall, efficiency) = (step["wall_ns"].as_u64().unwrap(), step["efficiency"].as_f64().unwrap());
            assert!(wall >= 50_000_000, "{name} did not wait: {step}");
            assert!(efficiency > 0.0 && efficiency <= 1.0, "{name}: {step}");
            assert!(step["memory_bytes"].is_u64() || !cfg!(target_os = "linux"), "{name}: {step}");
        }
    }
    // One after the other, sixteen take sixteen waits; four threads need four, and who has all at once needs one.
    let wall = |name: &str| steps(model(&found, name))[4]["wall_ns"].as_u64().unwrap();
    assert!(wall("sequential") >= 800_000_000 && wall("thread_pool") >= 200_000_000);
    assert!(wall("async_smol") < wall("sequential"), "{} {}", wall("async_smol"), wall("sequential"));
    // A process for each task, and their parent; where starting one takes longer than a task waits, a worker does two.
    let processes = steps(model(&found, "multiprocess"))[4]["processes"].as_u64().unwrap();
    assert!((3..=17).contains(&processes), "{processes} processes");
    let machine = &found["machine"];
    assert!(machine["cores"].as_u64().unwrap() > 0 && machine["os"].is_string());
    if cfg!(target_os = "linux") {
        assert!(machine["memory_bytes"].as_u64().unwrap() > 1_000_000);
    }
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (line, named) in [
        ("--only thred", "'thred'"),
        ("--tasks 0", "--tasks"),
        ("--tasks 10000001", "--tasks"),
        ("--wait 0", "--wait 0"),
        ("--budget 1s", "--budget 1.00 s"), // one task alone waits so long
        ("--budget soon", "--budget"),
        ("--memory much", "--memory"),
        ("--compute 5ms", "--compute"),
        ("--round 3", "--round"),
        ("hold", "'hold'"),
    ] {
        let outcome = scale(line).run();
        outcome.expect_code(2).expect_complaint(named);
        assert_eq!(outcome.stdout, "", "{line}");
    }
}

#[test]
fn a_model_that_has_no_time_left_says_so() {
    let found = json(scale("--only sequential --tasks 1000 --wait 100ms --budget 2s --json").run().expect_code(0));
    let model = model(&found, "sequential");
    assert_eq!(model["stopped"]["by"], "budget", "{model:#}");
    assert!(model["stopped"]["raise"].as_str().unwrap().contains("--budget"), "{model:#}");
    // 32 tasks alone would take longer than all there is.
    assert!(model["stopped"]["reached"].as_u64().unwrap() <= 16, "{model:#}");
    assert!(counts(model).iter().all(|tasks| tasks.is_power_of_two()), "{model:#}");
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_it_shows_what_it_has() {
    for line in ["--json", ""] {
        let running = scale("--only sequential --tasks 1000 --wait 200ms --budget 600s").args(line).start();
        // While four tasks are run, one and two are done.
        testkit::wait_until("a run of four tasks", PATIENCE, || {
            let runs = running.helpers().into_iter().map(testkit::processes::command_line);
            runs.map(|line| String::from_utf8_lossy(&line).into_owned()).find(|line| line.contains("--tasks=4"))
        });
        running.interrupt();
        let outcome = running.finish();
        outcome.expect_code(130);
        if line.is_empty() {
            assert!(
                outcome.stdout.contains("Ended by Ctrl-C") && outcome.stdout.contains("How far each went"),
                "{outcome}"
            );
        } else {
            let found = json(&outcome);
            let model = model(&found, "sequential");
            assert!(counts(model).starts_with(&[1, 2]), "{found:#}");
            assert_eq!(
                (&model["stopped"]["by"], &found["interrupted"]),
                (&"interrupt".into(), &true.into()),
                "{found:#}"
            );
        }
    }
}
