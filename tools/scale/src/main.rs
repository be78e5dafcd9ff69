//! How far each model of concurrency goes: runs the demos with more and more tasks, each in a process of its own, until a limit, the
//! budget or the machine's memory stops them; shows wall time, efficiency and memory, and plans past this machine.
//!
//! Run it with `just scale`, or `cargo run --release -p scale`.

#![forbid(unsafe_code)]

mod climb;
mod climber;
mod headroom;
mod hold;
mod json;
mod kernel;
mod machine;
mod models;
mod plan;
mod request;
mod runner;
mod schedule;
mod show;

use artifacts::Programs;
use climb::{By, Climb};
use climber::Climber;
use kernel::Kernel;
use plan::{Plan, Size};
use request::{PROGRAM, Request};
use runner::Runner;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use timing::report::Machine;
use timing::workload::{Json, Options};
use timing::{look, note_interrupts, output, progress, read_options};

/// All that was found out.
pub struct Found {
    request: Request,
    machine: Machine,
    climbs: Vec<Climb>,
    kernel: Kernel,
    plan: Option<Plan>,
    interrupted: bool,
}

fn main() -> ExitCode {
    if let Some(code) = hold::asked_for() {
        return code;
    }
    let options = read_options(&PROGRAM);
    let request = match Request::of(&options) {
        Ok(request) => request,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::from(2);
        }
    };
    let interrupted = note_interrupts();
    let programs = match build(&request, &interrupted) {
        Ok(programs) => programs,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::FAILURE;
        }
    };
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
        return ExitCode::from(130);
    }
    let found = find_out(request, &programs, &interrupted);
    if found.interrupted {
        progress::wipe_ctrl_c();
    }
    let code = hand_over(&found, &options);
    if found.interrupted { ExitCode::from(130) } else { code }
}

/// Has cargo build the demos as this program was built. What cannot be built is missing in the result.
fn build(request: &Request, interrupted: &AtomicBool) -> Result<Programs, String> {
    let demos: Vec<&str> = request.models.iter().map(|model| model.name).collect();
    progress::show("cargo builds the demos", ", the first time for about a minute");
    let built = artifacts::build_demos(&demos, artifacts::PROFILE, interrupted);
    progress::wipe(); // before cargo's complaints are passed on
    let built = built?;
    let _ = io::stderr().write_all(&built.complaints);
    Ok(built.some())
}

fn find_out(request: Request, programs: &Programs, interrupted: &AtomicBool) -> Found {
    let begin = Instant::now();
    let climbs = Climber(Runner { request: &request, programs, interrupted, begin }).run();
    let kernel = Kernel::measure(&climbs, interrupted, begin + request.budget);
    let plan = Plan::of(&climbs, &kernel, Size::here());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let interrupted = interrupted.load(Ordering::Relaxed);
    Found { request, machine: Machine::here(cores), climbs, kernel, plan, interrupted }
}

fn hand_over(found: &Found, options: &Options) -> ExitCode {
    let mut troubles = Vec::new();
    if let Some(path) = &options.svg {
        let figure = plots::svg::draw(&show::figure(found));
        troubles.extend(output::write_file(path, |out| out.write_all(figure.as_bytes())).err());
    }
    let shown = match options.json {
        Json::No => {
            let text = show::terminal(found, &look::style(options));
            output::print(|out| out.write_all(text.as_bytes()))
        }
        _ => output::print(|out| writeln!(out, "{:#}", json::value(found))),
    };
    troubles.extend(shown.err());
    for what in &troubles {
        output::complain(PROGRAM.name, what);
    }
    // That a model comes to its limit is what this is for. That one never begins is not.
    let never_began =
        |climb: &Climb| climb.steps.is_empty() && climb.stop.as_ref().is_some_and(|stop| stop.by == By::Failure);
    let all_well = troubles.is_empty() && !found.climbs.iter().any(never_began);
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
