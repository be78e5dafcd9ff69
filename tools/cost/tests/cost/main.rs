//! `cost` as its users run it, measuring as little as it can.

mod costs;
#[cfg(target_os = "linux")]
mod on_a_terminal;
#[cfg(unix)]
mod trouble;

use serde_json::Value;
use testkit::{Outcome, Program, Scratch};

const MODELS: [&str; 9] = [
    "sequential",
    "thread",
    "thread_pool",
    "rayon",
    "async_tokio",
    "async_tokio_multi",
    "async_smol",
    "async_std",
    "multiprocess",
];

const QUANTITIES: [&str; 6] = ["create", "hop", "hop_pinned", "socket_hop", "socket_hop_pinned", "memory"];

fn cost(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_cost")).arg("--quick").args(line)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("not one JSON object ({error}): {outcome}"))
}

fn model<'a>(costs: &'a Value, name: &str) -> &'a Value {
    let models = costs["models"].as_array().unwrap();
    models.iter().find(|model| model["model"] == name).unwrap_or_else(|| panic!("no row for {name}"))
}

fn names(costs: &Value) -> Vec<&str> {
    costs["models"].as_array().unwrap().iter().map(|model| model["model"].as_str().unwrap()).collect()
}

#[test]
fn models_can_be_chosen() {
    for (only, models) in [
        ("--only thread,async-tokio", vec!["thread", "async_tokio"]),
        ("--only async_tokio --only thread --only thread", vec!["thread", "async_tokio"]),
        ("--only demo_sequential", vec!["sequential"]),
    ] {
        let costs = json(cost("--rounds 1 --json").args(only).run().expect_code(0).expect_quiet());
        assert_eq!(names(&costs), models, "{only}");
    }
}

#[test]
fn the_figure_has_every_model_its_costs_and_how_they_were_measured() {
    let outcome = cost("--rounds 1").env("COLUMNS", "80").run();
    let figure = &outcome.expect_code(0).expect_quiet().stdout;
    for model in MODELS {
        let lines = figure.lines().filter(|line| line.starts_with(model)).count();
        assert!(lines >= 3, "{model} has no bar, no heading or no row: {figure}");
    }
    for words in [
        "hop",
        "pinned",
        "socket hop",
        "memory",
        "a call ends before the next one begins",
        "100 started",
        "With --quick",
    ] {
        assert!(figure.contains(words), "{words}: {figure}");
    }
    for line in figure.lines() {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
    }
    if cfg!(debug_assertions) {
        assert!(figure.contains("This is a debug build"), "{figure}");
    }
}

#[test]
fn plain_characters_are_plain() {
    let figure = cost("--rounds 1 --ascii --only thread,async-smol").run().expect_code(0).stdout.clone();
    assert!(figure.is_ascii(), "{figure}");
    let coloured = cost("--rounds 1 --color always --only thread").run().expect_code(0).stdout.clone();
    assert!(coloured.contains('\x1b'), "{coloured}");
}

#[test]
fn the_picture_can_be_drawn_into_a_file() {
    let scratch = Scratch::new();
    let file = scratch.file("with space.svg");
    cost("--rounds 1 --only thread,async-tokio --svg").arg(&file).run().expect_code(0);
    let figure = std::fs::read_to_string(&file).unwrap();
    for words in ["<svg", "prefers-color-scheme", "thread", "async_tokio, pinned", "To keep one that waits"] {
        assert!(figure.contains(words), "{words}: {figure}");
    }
    assert_eq!(scratch.names(), ["with space.svg"]);
}

#[test]
fn help_has_the_flags_that_there_are() {
    let help = cost("--help").run().expect_code(0).expect_quiet().stdout.clone();
    for flag in ["--rounds", "--only", "--quick", "--json", "--svg", "--ascii", "--color"] {
        assert!(help.contains(flag), "{flag}: {help}");
    }
    for flag in ["--tasks", "--wait", "--trace"] {
        assert!(!help.contains(flag), "{flag}: {help}");
    }
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (line, words) in [
        ("--only treads", "'treads'; there are sequential, thread,"),
        ("--only thread,,", "''"),
        ("--rounds 0", "--rounds"),
        ("--rounds 1000", "--rounds"),
        ("--quick=yes", "--quick"),
        ("--tasks 10", "--tasks"),
        ("--round 3", "--rounds"),
        ("measure", "'measure'"),
        ("--svg /there/is/no/such/folder/cost.svg", "--svg"),
    ] {
        let outcome = cost(line).run();
        outcome.expect_code(2).expect_complaint(words);
        assert_eq!(outcome.stdout, "", "{line}");
    }
}

/// What it starts itself as is not for others, and does no harm to those who try.
#[test]
fn its_own_arguments_are_for_itself() {
    let bare = |line| Program::new(env!("CARGO_BIN_EXE_cost")).args(line).run();
    for line in ["measure", "measure thread", "measure thread create many 1", "measure treads create 3 1"] {
        bare(line).expect_code(2).expect_complaint("is for cost itself");
    }
    assert_eq!(bare("member").expect_code(0).expect_quiet().stdout, ""); // its input is empty
}
