//! Plain Python beside the demos, on the same work, in one run: a thread for each task, pools, asyncio and processes; tasks that wait,
//! from 10 to 100,000 of them, and tasks that compute. The programs in Python are in `python`, beside `src`.
//!
//! Run it with `just versus-python`, or `cargo run --release -p versus_python`.

#![forbid(unsafe_code)]

mod contestants;
mod findings;
mod guard;
mod json;
mod load;
mod python;
mod rounds;
mod sample;
mod show;

use artifacts::Programs;
use contestants::{COMPUTING, Contestant, WAITING};
use python::Python;
use rounds::{Part, Setup, Trouble};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::report::Machine;
use timing::workload::{Flag, Json, Options, Program, Speed, Takes};
use timing::{look, note_interrupts, output, progress, read_options};

const PYTHON: Flag = Flag { name: "python", takes: Takes::Text("PATH"), help: "the Python to measure (python3)" };
const ROUNDS: Flag = Flag { name: "rounds", takes: Takes::NumberUpTo(100), help: "how often each program is run (2)" };
const ONLY: Flag = Flag { name: "only", takes: Takes::Text("WORK"), help: "only tasks that are waiting, or computing" };
const DEADLINE: Flag = Flag {
    name: "deadline",
    takes: Takes::Time,
    help: "stop a program that takes so much longer than its waits (60s)",
};
const QUICK: Flag =
    Flag { name: "quick", takes: Takes::Nothing, help: "one round of at most 1,000 tasks and short waits, to try it" };

const PROGRAM: Program = Program {
    name: "versus_python",
    about: "versus_python runs the same work as plain Python and as demos, and shows what both took.",
    flags: &[PYTHON, ROUNDS, ONLY, DEADLINE, QUICK],
    without: &["compute", "cores", "fail", "by", "zoom", "trace"],
    by_default: "--tasks 100000 --wait 1s",
    examples: &[
        ("", "10, 1,000, 10,000 and 100,000 tasks that wait 1 s, and 16 or more that compute"),
        ("--only computing", "only those that compute"),
        ("--tasks 10000 --rounds 5", "at most 10,000 tasks, in five rounds"),
        ("--python ./python3.14t", "another Python: here a free-threaded build"),
    ],
};

/// How long it is looked how busy others are.
const LOOK_AT_OTHERS: Duration = Duration::from_millis(300);

/// All that was measured, on what.
struct Comparison {
    python: Python,
    machine: Machine,
    /// The share of the CPU time that others used just before; where the system tells.
    others: Option<f64>,
    rounds: usize,
    parts: Vec<Part>,
}

impl Comparison {
    /// What it says.
    fn sentences(&self) -> Vec<String> {
        let ratios = findings::ratios(&self.parts);
        findings::sentences(&self.parts, &ratios, self.python.about.as_ref().ok())
    }

    /// What went wrong, in a line: the first of it, and how much more there is. `None` where all went well.
    fn wrong(&self) -> Option<String> {
        let rows = self.parts.iter().flat_map(|part| part.rows.iter().map(move |row| (part, row)));
        let mut wrong = rows.filter_map(|(part, row)| match &row.trouble {
            Some(Trouble::Failed(why)) => Some((part.load.words(), row.contestant.name, why)),
            _ => None,
        });
        let (load, name, why) = wrong.next()?;
        let more = match wrong.count() {
            0 => String::new(),
            more => format!(" (and {more} more went wrong, as their rows say)"),
        };
        Some(format!("{name}, with {load}: {why}{more}"))
    }
}

fn main() -> ExitCode {
    if let Some(code) = guard::serve_if_asked() {
        return code;
    }
    let options = read_options(&PROGRAM);
    let found = load::check(&options).and_then(|()| python::find(options.text(PYTHON.name)));
    match found {
        Ok(Some(python)) => compare(python, &options),
        Ok(None) => without_python(&options),
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            ExitCode::from(2)
        }
    }
}

/// Nobody has to have Python: this ends well.
fn without_python(options: &Options) -> ExitCode {
    let shown = output::print(|out| match options.json {
        Json::No => writeln!(out, "{}", python::MISSING),
        _ => writeln!(out, "{:#}", json::nothing(python::MISSING)),
    });
    end(shown.err(), ExitCode::SUCCESS)
}

fn compare(python: PathBuf, options: &Options) -> ExitCode {
    let interrupted = note_interrupts();
    let comparison = match measure(python, options, &interrupted) {
        Ok(comparison) => comparison,
        Err(what) => return end(Some(what), ExitCode::FAILURE),
    };
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
    }
    let saved = options
        .svg
        .as_ref()
        .map_or(Ok(()), |path| output::write_file(path, |out| out.write_all(show::svg(&comparison).as_bytes())));
    let shown = output::print(|out| match options.json {
        Json::No => out.write_all(show::terminal(&comparison, &look::style(options)).as_bytes()),
        _ => writeln!(out, "{:#}", json::value(&comparison)),
    });
    let code = end(saved.err(), ExitCode::SUCCESS);
    let code = end(shown.err(), code);
    // Whoever reads only standard error has to learn of it, too.
    let code = end(comparison.wrong(), code);
    if interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { code }
}

/// The exit code `code`, or that of a failure, of which it tells.
fn end(trouble: Option<String>, code: ExitCode) -> ExitCode {
    let Some(what) = trouble else { return code };
    output::complain(PROGRAM.name, &what);
    ExitCode::FAILURE
}

fn measure(python: PathBuf, options: &Options, interrupted: &AtomicBool) -> Result<Comparison, String> {
    let deadline = options.time(DEADLINE.name).unwrap_or(Duration::from_secs(60));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rounds = options.number(ROUNDS.name).unwrap_or(if options.has(QUICK.name) { 1 } else { 2 });
    let python = Python::ask(python, deadline, interrupted);
    let built = build(interrupted)?;
    let others = machine::busy_during(LOOK_AT_OTHERS);
    // One calibration for all: two differ by percents even on an idle machine.
    let speed = Speed::measure();
    let loads = load::asked_for(options, cores, speed);
    let setup = Setup { python: &python, built: &built, cores, speed, rounds, deadline };
    let parts = rounds::measure(&loads, &setup, interrupted);
    Ok(Comparison { python, machine: Machine::here(cores), others, rounds, parts })
}

/// Has cargo build the programs in Rust as this one was built. What cannot be built is missing in the result.
fn build(interrupted: &AtomicBool) -> Result<Programs, String> {
    let in_rust = WAITING.iter().chain(COMPUTING).filter(|contestant| !contestant.is_python());
    let packages: BTreeSet<&str> = in_rust.map(Contestant::package).collect();
    progress::show("cargo builds the demos", ", the first time for about a minute");
    let built = artifacts::build_each(packages, artifacts::PROFILE, interrupted);
    progress::wipe(); // before cargo's complaints are passed on
    let built = built?;
    let _ = io::stderr().write_all(&built.complaints);
    Ok(built.some())
}
