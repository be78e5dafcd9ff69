//! Coroutines live in threads, threads in processes, and the operating system puts threads on cores. Runs the same tasks as
//! processes, as threads and as coroutines, and draws where each of them lived, with the real ids.
//!
//! Run it with `just where-it-runs`, or `cargo run --release -p where_it_runs`.

#![forbid(unsafe_code)]

mod json;
mod nesting;
mod show;

use artifacts::Programs;
use nesting::Nesting;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::report::Run;
use timing::reported::{self, Trouble};
use timing::workload::{Json, Options, Program};
use timing::{look, note_interrupts, output, read_options};

const PROGRAM: Program = Program {
    name: "where_it_runs",
    about: "where_it_runs runs the same tasks as processes, threads and coroutines, and draws where they lived.",
    flags: &[],
    without: &["fail", "by", "zoom", "trace"],
    by_default: "--wait 50ms --compute 20ms",
    examples: &[
        ("", "10 tasks each"),
        ("--tasks 4 --svg where.svg", "4 tasks each, also drawn into a file, as boxes"),
        ("--cores 1", "the same on one core"),
    ],
};

/// What tasks can be, and the demo that makes them so.
const MODELS: [(&str, &str); 3] = [("processes", "multiprocess"), ("threads", "thread"), ("coroutines", "async_tokio")];

/// More than these are not told apart in a picture.
const TASKS_MOST: usize = 100;

fn main() -> ExitCode {
    let options = read_options(&PROGRAM);
    if options.tasks > TASKS_MOST {
        output::complain(PROGRAM.name, &format!("--tasks {}: up to {TASKS_MOST} are drawn; give fewer", options.tasks));
        return ExitCode::from(2);
    }
    if options.wait.is_zero() && options.compute.is_zero() {
        output::complain(PROGRAM.name, "--wait 0 --compute 0: tasks that do nothing are nowhere; give one of the two");
        return ExitCode::from(2);
    }
    let interrupted = note_interrupts();
    let shown = nestings(&options, &interrupted).and_then(|nestings| hand_over(&nestings, &options));
    if interrupted.load(Ordering::Relaxed) {
        return ExitCode::from(130);
    }
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            ExitCode::FAILURE
        }
    }
}

fn nestings(options: &Options, interrupted: &AtomicBool) -> Result<Vec<Nesting>, String> {
    let demos = MODELS.map(|(_, demo)| demo);
    let built = artifacts::build_demos(&demos, artifacts::PROFILE, interrupted)?;
    let _ = io::stderr().write_all(&built.complaints);
    let programs = built.all()?;
    MODELS
        .iter()
        .map(|(model, demo)| Ok(Nesting::of(model, demo, &run(demo, &programs, options, interrupted)?)))
        .collect()
}

/// Runs one demo, and returns its run.
fn run(demo: &str, programs: &Programs, options: &Options, interrupted: &AtomicBool) -> Result<Run, String> {
    let name = format!("demo_{demo}");
    let mut command = Command::new(artifacts::find(programs, &name)?);
    command.args(timing::arguments(options)).arg("--json");
    if demo == "multiprocess" {
        command.arg(format!("--workers={}", options.tasks)); // a process for each task
    }
    let work = (options.wait + options.compute) * options.tasks as u32;
    match reported::run(&mut command, None, work * 5 + Duration::from_secs(30), interrupted) {
        Ok(run) => match run.failures.first() {
            None => Ok(run),
            Some(first) => Err(format!("{name} did not do all of its work: task {}: {}", first.task, first.reason)),
        },
        Err(Trouble::Refused(why)) => Err(why), // it says itself who it is
        Err(trouble) => Err(format!("{name}: {trouble}")),
    }
}

fn hand_over(nestings: &[Nesting], options: &Options) -> Result<(), String> {
    if let Some(path) = &options.svg {
        save(path, &show::svg(nestings))?;
    }
    match options.json {
        Json::No => {
            let figure = show::terminal(nestings, &look::style(options));
            output::print(|out| out.write_all(figure.as_bytes()))
        }
        _ => output::print(|out| writeln!(out, "{:#}", json::value(nestings))),
    }
}

fn save(path: &Path, figure: &str) -> Result<(), String> {
    output::write_file(path, |out| out.write_all(figure.as_bytes()))
}
