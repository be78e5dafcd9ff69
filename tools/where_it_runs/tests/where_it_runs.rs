//! `where_it_runs` as its users run it.

use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, remembering_cargo};

/// Cargo may have to build first, beside other work.
const PATIENCE: Duration = Duration::from_secs(240);

fn program(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_where_it_runs")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

/// A way to run tasks, as the program tells it.
#[derive(Debug)]
struct Model {
    name: String,
    pids: BTreeSet<u64>,
    threads: BTreeSet<(u64, u64)>,
    tasks: Vec<u64>,
}

fn models(outcome: &Outcome) -> Vec<Model> {
    let nestings: Value = serde_json::from_str(&outcome.expect_code(0).stdout).expect("one JSON object");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let number = |value: &Value| value.as_u64().expect("a number");
    let model = |model: &Value| {
        let (mut pids, mut threads, mut tasks) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for process in list(&model["processes"]) {
            let pid = number(&process["pid"]);
            assert!(pids.insert(pid), "process {pid} stands there twice");
            for thread in list(&process["threads"]) {
                assert!(threads.insert((pid, number(&thread["thread"]))), "a thread stands there twice");
                for task in list(&thread["tasks"]) {
                    tasks.push(number(&task["id"]));
                    assert!(task["core"].is_u64() || !cfg!(target_os = "linux"), "{task}");
                }
            }
        }
        tasks.sort_unstable();
        Model { name: model["model"].as_str().unwrap().to_owned(), pids, threads, tasks }
    };
    list(&nestings["models"]).iter().map(model).collect()
}

#[test]
fn tasks_live_in_processes_of_their_own_on_threads_of_their_own_or_on_one_thread() {
    let models = models(&program("--tasks 4 --json").run());
    let counts: Vec<_> =
        models.iter().map(|model| (model.name.as_str(), model.pids.len(), model.threads.len())).collect();
    assert_eq!(counts, [("processes", 4, 4), ("threads", 1, 4), ("coroutines", 1, 1)]);
    assert!(models.iter().all(|model| model.tasks == [0, 1, 2, 3]), "{models:?}");
    let pids: BTreeSet<u64> = models.iter().flat_map(|model| model.pids.clone()).collect();
    assert_eq!(pids.len(), 6, "the ids are not those of processes of their own");
}

#[test]
fn the_picture_has_every_task_at_every_width() {
    for (columns, most) in [("80", 80), ("160", 160), ("20", 20)] {
        let outcome = program("--tasks 3 --wait 1ms --compute 1ms --ascii").env("COLUMNS", columns).run();
        let tree = &outcome.expect_code(0).stdout;
        assert!(tree.is_ascii() && tree.lines().all(|line| line.len() <= most), "{outcome}");
        for task in ["task 0", "task 1", "task 2"] {
            assert_eq!(tree.matches(task).count(), 3, "{task}: {outcome}");
        }
    }
}

#[test]
fn the_svg_has_a_box_for_each_process_thread_and_task() {
    let scratch = Scratch::new();
    program("--tasks 3 --wait 1ms").arg("--svg").arg(scratch.file("where.svg")).run().expect_code(0);
    let svg = std::fs::read_to_string(scratch.file("where.svg")).unwrap();
    let boxes = |class: &str| svg.matches(&format!(r#"<rect class="{class}""#)).count();
    assert_eq!([boxes("process"), boxes("thread"), boxes("task")], [3 + 1 + 1, 3 + 3 + 1, 9]);
    assert!(svg.contains("<title") && svg.contains("<desc"));
}

#[test]
fn what_cannot_be_is_refused_in_a_line() {
    for (line, named) in [
        ("--tasks 101", "--tasks 101"),
        ("--by core", "--by"),
        ("--tasks 0", "--tasks 0"),
        ("--wait 0 --compute 0", "--wait 0 --compute 0"), // such a task leaves no trace of where it was
    ] {
        let outcome = program(line).run();
        assert!(outcome.expect_code(2).stderr.contains(named), "{outcome}");
        assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
    }
}

#[test]
fn a_core_stands_for_what_the_task_did_there() {
    if cfg!(target_os = "linux") {
        for (line, moment) in [("--compute 0", "its task began."), ("--compute 1ms", "its task began to compute.")] {
            let outcome = program("--tasks 2 --wait 1ms").args(line).run();
            let said: Vec<&str> = outcome.expect_code(0).stdout.split_whitespace().collect();
            assert!(said.join(" ").ends_with(moment), "{outcome}");
        }
    }
}

/// What the demo says is passed on, and nothing else.
#[cfg(target_os = "linux")]
#[test]
fn what_a_demo_refuses_is_refused_in_its_words() {
    let script = "ulimit -n 40; exec \"$0\" \"$@\"";
    let where_it_runs = env!("CARGO_BIN_EXE_where_it_runs");
    let outcome = Program::new("/bin/sh").arg("-c").arg(script).arg(where_it_runs).args("--tasks 60");
    let outcome = outcome.env("CARGO", remembering_cargo()).deadline(PATIENCE).run();
    assert!(outcome.expect_code(1).stderr.contains("60 worker processes do not fit here"), "{outcome}");
    assert!(!outcome.stderr.contains("JSON") && outcome.stderr.lines().count() == 1, "{outcome}");
}
