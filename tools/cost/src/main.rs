//! What one task costs in every model, on this machine: to create one, to hand over from one to the next, and to keep one that
//! waits.
//!
//! Run it with `just cost`, or `cargo run --release -p cost`.

#![forbid(unsafe_code)]

mod child;
mod findings;
mod json;
mod memory;
mod models;
mod quantity;
mod rounds;
mod show;
mod sockets;
mod stopwatch;

use models::Model;
use rounds::{Costs, Extent};
use std::env;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;
use timing::workload::{Flag, Json, Options, Program, Takes};
use timing::{look, note_interrupts, output, progress, read_options};

const ROUNDS: Flag =
    Flag { name: "rounds", takes: Takes::NumberUpTo(100), help: "how often each cost is measured (5)" };
const ONLY: Flag =
    Flag { name: "only", takes: Takes::List("A,B"), help: "measure only these models: thread,async-tokio" };
const QUICK: Flag = Flag {
    name: "quick",
    takes: Takes::Nothing,
    help: "measure so little that the figures mean little: to try it out",
};

const PROGRAM: Program = Program {
    name: "cost",
    about: "cost measures what one task costs in every model: to create, to switch to, and to keep.",
    flags: &[ROUNDS, ONLY, QUICK],
    without: &["tasks", "wait", "compute", "cores", "fail", "by", "zoom", "trace"],
    by_default: "",
    examples: &[
        ("", "every model, in less than a minute"),
        ("--only thread,async-tokio", "two of them"),
        ("--rounds 20 --svg cost.svg", "with more rounds, also drawn into a file"),
    ],
};

/// The first argument of a process that is one of many. Like [`child::MEASURE`] it is for this program alone.
const MEMBER: &str = "member";

fn main() -> ExitCode {
    let arguments: Vec<String> =
        env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    match arguments.split_first() {
        Some((first, [])) if first == MEMBER => {
            models::be_a_member();
            ExitCode::SUCCESS
        }
        Some((first, rest)) if first == child::MEASURE => child::measure(rest),
        _ => measure_all(),
    }
}

fn measure_all() -> ExitCode {
    let options = read_options(&PROGRAM);
    let models = match chosen(&options) {
        Ok(models) => models,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::from(2);
        }
    };
    let interrupted = note_interrupts();
    let costs = Costs::measure(&models, extent(&options), &interrupted);
    let was_interrupted = interrupted.load(Ordering::Relaxed);
    if was_interrupted {
        progress::wipe_ctrl_c();
    }
    let shown = hand_over(&costs, &options);
    if let Err(what) = &shown {
        output::complain(PROGRAM.name, what);
    }
    match was_interrupted {
        true => ExitCode::from(130),
        false if shown.is_ok() && costs.all_went_well() => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// How much is measured. Where nobody says how many rounds there are to be, a minute is the most that it may take.
fn extent(options: &Options) -> Extent {
    let asked = options.number("rounds");
    let end_within = if asked.is_some() { Duration::MAX } else { Duration::from_secs(57) };
    if options.has("quick") {
        let rounds = asked.unwrap_or(2);
        Extent { rounds, end_within, milliseconds: 3, ring: 20, fewer: 5, quick: true }
    } else {
        let rounds = asked.unwrap_or(5);
        Extent { rounds, end_within, milliseconds: 60, ring: 500, fewer: 1, quick: false }
    }
}

/// The models that `--only` names, with dashes or underscores; all where it is not given. They stay in their order.
fn chosen(options: &Options) -> Result<Vec<&'static Model>, String> {
    let named = options.list("only").map(|name| name.trim().replace('-', "_"));
    let named: Vec<String> = named.map(|name| name.strip_prefix("demo_").unwrap_or(&name).to_owned()).collect();
    let is_known = |name: &String| models::ALL.iter().any(|model| model.name == name);
    if let Some(unknown) = named.iter().find(|name| !is_known(name)) {
        let names: Vec<&str> = models::ALL.iter().map(|model| model.name).collect();
        return Err(format!("--only: there is no model '{unknown}'; there are {}", names.join(", ")));
    }
    let is_chosen = |model: &&Model| named.is_empty() || named.iter().any(|name| name == model.name);
    Ok(models::ALL.iter().filter(is_chosen).collect())
}

fn hand_over(costs: &Costs, options: &Options) -> Result<(), String> {
    if let Some(path) = &options.svg {
        output::write_file(path, |out| out.write_all(show::svg(costs).as_bytes()))?;
    }
    match options.json {
        Json::No => output::print(|out| out.write_all(show::terminal(costs, &look::style(options)).as_bytes())),
        _ => output::print(|out| json::write(costs, out)),
    }
}
