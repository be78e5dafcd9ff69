//! Which concurrency model for this work? Runs a part of the described work on every model that can do it, and names the simplest
//! whose time is within a tenth of the best.
//!
//! Run it with `just choose --wait 80ms --compute 2ms --tasks 5000`, or `cargo run --release -p choose --` and the same flags. Without
//! flags it asks.

#![forbid(unsafe_code)]

use choose::answer::Answer;
use choose::ask::ask;
use choose::demos::{self, Demos};
use choose::field::Field;
use choose::flags::{self, Asked, PROGRAM};
use choose::search::search;
use choose::sentences::why_no_answer;
use choose::work::Question;
use choose::{json, show};
use std::io::{self, IsTerminal, Write};
use std::process::{ExitCode, exit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use timing::report::Machine;
use timing::workload::{Json, Options};
use timing::{look, note_interrupts, output, progress, read_options};

/// A build that takes less than this was none: cargo has only looked whether there is something to build, once for each demo.
const NO_BUILD: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let options = read_options(&PROGRAM);
    let interrupted = note_interrupts();
    let asked = match question(&options, &interrupted) {
        Ok(asked) => asked,
        Err(what) => return refused(&what),
    };
    let field = Field::of(asked.question);
    if field.entries.iter().all(|entry| entry.out.is_some()) {
        return refused(&nobody_can(&field));
    }
    match answer(field, asked.taken, &options, &interrupted) {
        Ok(answer) => {
            let code = hand_over(&answer, &options);
            if interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { code }
        }
        Err(what) => {
            if !what.is_empty() {
                output::complain(PROGRAM.name, &what);
            }
            if interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { ExitCode::FAILURE }
        }
    }
}

fn refused(what: &str) -> ExitCode {
    output::complain(PROGRAM.name, what);
    ExitCode::from(2)
}

/// The question that the flags ask, or, where there are none, the one that the user answers in the terminal.
fn question(options: &Options, interrupted: &Arc<AtomicBool>) -> Result<Asked, String> {
    let cores = flags::cores(options)?;
    flags::check_budget(options)?;
    if let Some(asked) = flags::question(options, cores) {
        return Ok(asked);
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(
            "say what the work is, as in --tasks 5000 --wait 80ms --compute 2ms; on a terminal it asks".to_owned()
        );
    }
    let question = ask_user(cores, interrupted)?;
    Ok(Asked { question: Question { pinned: options.cores.is_some(), ..question }, taken: Vec::new() })
}

/// Asks in the terminal. Whoever waits there for a line would not notice Ctrl-C, so a thread looks out for it.
fn ask_user(cores: usize, interrupted: &Arc<AtomicBool>) -> Result<Question, String> {
    let answered = Arc::new(AtomicBool::new(false));
    let watch = {
        let (interrupted, answered) = (Arc::clone(interrupted), Arc::clone(&answered));
        thread::spawn(move || {
            while !answered.load(Ordering::Relaxed) {
                if interrupted.load(Ordering::Relaxed) {
                    let _ = writeln!(io::stderr());
                    exit(130);
                }
                thread::sleep(Duration::from_millis(20));
            }
        })
    };
    let question = ask(cores, &mut io::stdin().lock(), &mut io::stderr());
    answered.store(true, Ordering::Relaxed);
    let _ = watch.join();
    question
}

fn nobody_can(field: &Field) -> String {
    let whys = field.entries.iter().filter_map(|entry| match &entry.out {
        Some(choose::allowed::Out::DoesNotFit(why)) => Some(format!("{}: {why}", entry.model().name())),
        _ => None,
    });
    format!("no model can do this here: {}", whys.collect::<Vec<_>>().join("; "))
}

/// Measures. The error is empty where Ctrl-C came before anything was run: then there is nothing to tell.
fn answer(field: Field, taken: Vec<String>, options: &Options, interrupted: &AtomicBool) -> Result<Answer, String> {
    let began = Instant::now();
    let (programs, complaints) = demos::build(interrupted)?;
    let _ = io::stderr().write_all(&complaints);
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
        return Err(String::new());
    }
    let budget = flags::budget(options);
    // That cargo had nothing to build takes some of the budget: who waits does not know what for.
    let begin = if began.elapsed() < NO_BUILD.min(budget / 2) { began } else { Instant::now() };
    let mut demos = Demos::new(&programs, field.question, begin, budget, interrupted);
    let field = search(field, &mut demos, true);
    progress::wipe();
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
    }
    let machine = Machine::here(thread::available_parallelism().map_or(1, usize::from));
    match field.advice() {
        Some(advice) => Ok(Answer { field, advice, machine, spent: demos.spent(), taken }),
        None if field.interrupted => Err("Ctrl-C came before enough was measured for an answer".to_owned()),
        None => Err(why_no_answer(&field)),
    }
}

fn hand_over(answer: &Answer, options: &Options) -> ExitCode {
    let shown = match options.json {
        Json::No => {
            let text = show::terminal(answer, &look::style(options));
            output::print(|out| out.write_all(text.as_bytes()))
        }
        _ => output::print(|out| writeln!(out, "{:#}", json::value(answer))),
    };
    // What was left out because it went wrong is told in the answer, but not everybody reads that.
    let wrong: Vec<String> = shown.err().into_iter().chain(answer.troubles()).collect();
    for what in &wrong {
        output::complain(PROGRAM.name, what);
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
