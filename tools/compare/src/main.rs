//! The demos side by side: has cargo build them, runs each as a process of its own, several times in turn, and shows
//! their timelines on one time axis, the numbers that differ, and what the comparison says.
//!
//! Run it with `just compare`, or `cargo run --release -p compare`.

#![forbid(unsafe_code)]

mod contestants;
mod findings;
mod json;
mod rounds;
mod show;

use artifacts::Programs;
use contestants::{Contestant, chosen};
use rounds::Comparison;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use timing::workload::{Flag, Json, Options, Program, Speed, Takes, Workload};
use timing::{WORKERS, look, note_interrupts, output, progress, read_options};

const ROUNDS: Flag = Flag { name: "rounds", takes: Takes::NumberUpTo(100), help: "how often each demo is run (3)" };
const ONLY: Flag = Flag { name: "only", takes: Takes::Text("A,B"), help: "run only these demos: thread,async_tokio" };
const HTTP: Flag =
    Flag { name: "http", takes: Takes::Nothing, help: "run the demos that fetch pages, from a site with this --wait" };
const ALL: Flag = Flag { name: "all", takes: Takes::Nothing, help: "run the less usual demos as well" };

const PROGRAM: Program = Program {
    name: "compare",
    about: "compare runs the demos on one workload, and shows them side by side.",
    flags: &[ROUNDS, ONLY, ALL, HTTP, WORKERS],
    without: &["trace", "zoom"],
    by_default: "",
    examples: &[
        ("", "10 tasks that wait 200 ms each"),
        ("--wait 0 --compute 100ms", "the other half of the story: tasks that only compute"),
        ("--only thread,async_tokio --tasks 1000", "two of the demos, with more tasks"),
        ("--all --wait 0 --compute 100ms", "every demo that can do this work"),
        ("--http --tasks 40 --wait 100ms", "pages over HTTP: one by one, with 16 threads, with async"),
        ("--rounds 5 --svg compare.svg", "five rounds, also drawn into a file"),
    ],
};

fn main() -> ExitCode {
    let options = read_options(&PROGRAM);
    let (contestants, cores) = match ready(&options) {
        Ok(ready) => ready,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::from(2);
        }
    };
    let interrupted = note_interrupts();
    let binaries = match build(&contestants, &interrupted) {
        Ok(binaries) => binaries,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::FAILURE;
        }
    };
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
        return ExitCode::from(130);
    }
    // One calibration for all: two differ by percents even on an idle machine.
    let speed = (!options.compute.is_zero()).then(Speed::measure);
    let workload = Workload {
        tasks: options.tasks,
        wait: options.wait,
        compute: options.compute,
        cores: options.cores.unwrap_or(cores),
    };
    let comparison = Comparison::run(&contestants, &binaries, &options, workload, cores, speed, &interrupted);
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
    }
    let code = hand_over(&comparison, &options);
    if interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { code }
}

/// Has cargo build the demos as this program was built. What cannot be built is missing in the result.
fn build(contestants: &[Contestant], interrupted: &AtomicBool) -> Result<Programs, String> {
    let demos: Vec<&str> = contestants.iter().map(Contestant::demo).collect();
    progress::show("cargo builds the demos", ", the first time for about a minute");
    let built = artifacts::build_demos(&demos, artifacts::PROFILE, interrupted);
    progress::wipe(); // before cargo's complaints are passed on
    let built = built?;
    let _ = io::stderr().write_all(&built.complaints);
    Ok(built.some())
}

/// The demos to run, and the cores that there are.
fn ready(options: &Options) -> Result<(Vec<Contestant>, usize), String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match options.cores {
        Some(asked) if asked > cores => Err(format!("--cores {asked}: there are {cores} here; give 1 to {cores}")),
        _ => Ok((chosen(options)?, cores)),
    }
}

fn hand_over(comparison: &Comparison, options: &Options) -> ExitCode {
    let mut troubles = Vec::new();
    if let Some(path) = &options.svg {
        troubles.extend(save(path, &show::svg(comparison, options.lanes)).err());
    }
    let shown = match options.json {
        Json::No => {
            let figure = show::terminal(comparison, &look::style(options));
            output::print(|out| out.write_all(figure.as_bytes()))
        }
        json => output::print(|out| json::write(comparison, json == Json::Full, out)),
    };
    troubles.extend(shown.err());
    for what in &troubles {
        output::complain(PROGRAM.name, what);
    }
    if troubles.is_empty() && comparison.all_went_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn save(path: &Path, figure: &str) -> Result<(), String> {
    output::write_file(path, |out| out.write_all(figure.as_bytes()))
}
