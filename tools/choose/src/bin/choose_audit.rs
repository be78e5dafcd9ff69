//! Puts the advice of `choose` on trial: for each workload of a grid, is the advised model, run in full, within 1.25 of the best model
//! run in full? It takes up to half an hour.
//!
//! Run it with `just choose-audit`, or `cargo run --release -p choose --bin choose_audit`.

#![forbid(unsafe_code)]

use artifacts::Programs;
use choose::audit::{GOOD, SHARE, Skipped, Verdict, is_passed, try_advice};
use choose::demos::{self, Demos};
use choose::field::Field;
use choose::grid::workloads;
use choose::models::Model;
use choose::search::search;
use choose::sentences::{show_ns, show_runs, why_no_answer};
use choose::work::{Question, describe};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use timing::report::Machine;
use timing::workload::{Flag, Json, Options, Program, Takes, Workload, show_duration};
use timing::{note_interrupts, output, progress, read_options};

const PROGRAM: Program = Program {
    name: "choose_audit",
    about: "choose_audit puts the advice of choose on trial, on a grid of workloads that are run in full.",
    flags: &[
        Flag { name: "every", takes: Takes::NumberUpTo(1_000), help: "try only every Nth workload of the grid (1)" },
        Flag { name: "only", takes: Takes::NumberUpTo(1_000), help: "try only the Nth workload of the grid" },
        Flag { name: "budget", takes: Takes::Time, help: "what choose may measure for, each time (8s)" },
    ],
    without: &["tasks", "wait", "compute", "cores", "fail", "by", "zoom", "svg", "trace", "ascii", "color"],
    by_default: "",
    examples: &[
        ("", "the whole grid: up to half an hour"),
        ("--every 10", "a few of them"),
        ("--only 7", "one of them"),
        ("--json", "every run of every model"),
    ],
};

const BUDGET: Duration = Duration::from_secs(8);
/// How long it is looked how busy others are.
const LOOK_AT_OTHERS: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    let options = read_options(&PROGRAM);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let chosen = match chosen(&options, &workloads(cores)) {
        Ok(chosen) => chosen,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::from(2);
        }
    };
    let interrupted = note_interrupts();
    let programs = match demos::build(&interrupted) {
        Ok((programs, complaints)) => {
            let _ = io::stderr().write_all(&complaints);
            programs
        }
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            return ExitCode::FAILURE;
        }
    };
    let others = machine::busy_during(LOOK_AT_OTHERS);
    let verdicts = verdicts(&chosen, &programs, &options, &interrupted);
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
    }
    let passed = is_passed(&verdicts);
    let shown = match options.json {
        Json::No => say(&summary(&verdicts, chosen.len(), others)),
        _ => say(&format!("{:#}\n", value(&verdicts, passed, &options, others))),
    };
    match shown {
        _ if interrupted.load(Ordering::Relaxed) => ExitCode::from(130),
        Ok(()) if passed => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(what) => {
            output::complain(PROGRAM.name, &what);
            ExitCode::FAILURE
        }
    }
}

/// Prints a line; whether anybody reads on. The rest may take half an hour.
fn is_read(line: &str) -> bool {
    let mut read = true;
    let said = output::print(|out| {
        let written = out.write_all(line.as_bytes()).and_then(|()| out.flush());
        written.inspect_err(|_| read = false)
    });
    if let Err(what) = said {
        output::complain(PROGRAM.name, &what);
    }
    read
}

fn say(text: &str) -> Result<(), String> {
    output::print(|out| out.write_all(text.as_bytes()))
}

/// The workloads to try, each with its number in the grid, from 1.
fn chosen(options: &Options, grid: &[Workload]) -> Result<Vec<(usize, Workload)>, String> {
    let numbered = (1..).zip(grid.iter().copied());
    match (options.number("only"), options.number("every")) {
        (Some(_), Some(_)) => Err("--only and --every contradict each other: give one of the two".to_owned()),
        (Some(only), None) if only > grid.len() => {
            Err(format!("--only {only}: the grid has {} workloads here; give 1 to {}", grid.len(), grid.len()))
        }
        (Some(only), None) => Ok(numbered.filter(|(number, _)| *number == only).collect()),
        (None, every) => Ok(numbered.step_by(every.unwrap_or(1)).collect()),
    }
}

/// Tries one after the other. After Ctrl-C these are the ones that were finished.
fn verdicts(
    chosen: &[(usize, Workload)],
    programs: &Programs,
    options: &Options,
    interrupted: &AtomicBool,
) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (place, (number, work)) in chosen.iter().enumerate() {
        let question = Question::about(*work);
        let budget = options.time("budget").unwrap_or(BUDGET);
        let mut demos = Demos::new(programs, question, Instant::now(), budget, interrupted);
        demos.progress_of = format!("{} of {}: ", place + 1, chosen.len());
        let field = search(Field::of(question), &mut demos, false);
        if field.interrupted {
            break;
        }
        let Some(advice) = field.advice() else {
            progress::wipe();
            output::complain(PROGRAM.name, &format!("#{number} {}: {}", describe(work), why_no_answer(&field)));
            break;
        };
        progress::show(&format!("{} of {}: every model in full", place + 1, chosen.len()), "");
        let Some(verdict) = try_advice(advice, &question, &demos) else { break };
        progress::wipe();
        let line = line(*number, &verdict);
        verdicts.push(verdict);
        if options.json == Json::No && !is_read(&line) {
            break;
        }
    }
    progress::wipe();
    verdicts
}

/// `#12  60 tasks, each waits 20 ms: thread, 20.8 ms, 1.020 times the best (async_smol, 20.4 ms)`, and of a miss every number.
fn line(number: usize, verdict: &Verdict) -> String {
    let (advice, work) = (verdict.advice.name(), describe(&verdict.work));
    let skipped = skipped_words(&verdict.skipped);
    let Some((best, advised)) = verdict.best().zip(verdict.advised()) else {
        return format!("#{number} {work}: {advice} was advised, and could not be run in full{skipped}\n");
    };
    let took = show_ns(advised.median_ns());
    let compared = match best.model == verdict.advice {
        true => format!("{took}, the best"),
        false => format!(
            "{took}, {} times the best ({}, {})",
            show_ratio(verdict.ratio()),
            best.model.name(),
            show_ns(best.median_ns())
        ),
    };
    let mut line = format!("#{number} {work}: {advice}, {compared}{skipped}\n");
    if !verdict.is_good() {
        line.push_str("    MISSED. Medians of full runs:");
        for ran in &verdict.ran {
            line.push_str(&format!(
                " {} {} ({}),",
                ran.model.name(),
                show_ns(ran.median_ns()),
                show_runs(ran.walls_ns.len())
            ));
        }
        line.pop();
        line.push('\n');
    }
    line
}

/// `; cannot win: sequential, rayon; does not fit here: thread; went wrong: async_smol (task 3 failed)`.
fn skipped_words(skipped: &[(Model, Skipped)]) -> String {
    let kinds = ["cannot win", "does not fit here", "went wrong"];
    let of_kind = |kind: &str| {
        let those = skipped.iter().filter_map(|(model, why)| match why {
            Skipped::CannotWin(_) => (kind == kinds[0]).then(|| model.name().to_owned()),
            Skipped::DoesNotFit => (kind == kinds[1]).then(|| model.name().to_owned()),
            Skipped::Broke(what) => (kind == kinds[2]).then(|| format!("{} ({what})", model.name())),
        });
        those.collect::<Vec<_>>().join(", ")
    };
    let told = kinds.map(|kind| (kind, of_kind(kind)));
    told.iter().filter(|(_, those)| !those.is_empty()).map(|(kind, those)| format!("; {kind}: {those}")).collect()
}

/// With so many digits that one just above the limit does not look as if it kept to it.
fn show_ratio(ratio: f64) -> String {
    format!("{ratio:.3}")
}

fn summary(verdicts: &[Verdict], chosen: usize, others: Option<f64>) -> String {
    let good = verdicts.iter().filter(|verdict| verdict.is_good()).count();
    let worst = verdicts.iter().map(Verdict::ratio).filter(|ratio| ratio.is_finite()).fold(1.0, f64::max);
    let share = 100.0 * good as f64 / verdicts.len().max(1) as f64;
    let broken_off = match verdicts.len() {
        tried if tried < chosen => format!(" (broken off: {chosen} were to be tried)"),
        _ => String::new(),
    };
    let others = others.filter(|others| *others > machine::BUSY).map_or(String::new(), |others| {
        format!(
            "Just before, other programs used {:.0}% of the CPU time of this machine. Where they go on, a miss means little.\n",
            100.0 * others
        )
    });
    format!(
        "For {good} of {} workloads ({share:.1}%) the advised model was within {GOOD} of the best{broken_off}; the furthest was at {}. \
         Asked for: {:.0}%.\n{others}",
        verdicts.len(),
        show_ratio(worst),
        100.0 * SHARE
    )
}

fn value(verdicts: &[Verdict], passed: bool, options: &Options, others: Option<f64>) -> Value {
    let machine = Machine::here(thread::available_parallelism().map_or(1, usize::from));
    json!({
        "schema": 1,
        "machine": {
            "cores": machine.cores,
            "os": machine.os,
            "profile": machine.profile,
            "busy_with_others": others,
        },
        "budget_ns": options.time("budget").unwrap_or(BUDGET).as_nanos() as u64,
        "within": GOOD,
        "good": verdicts.iter().filter(|verdict| verdict.is_good()).count(),
        "tried": verdicts.len(),
        "passed": passed,
        "workloads": verdicts.iter().map(verdict_value).collect::<Vec<_>>(),
    })
}

fn verdict_value(verdict: &Verdict) -> Value {
    let skipped = |why: &Skipped| match why {
        Skipped::CannotWin(least) => format!("at least {}", show_duration(*least as u64)),
        Skipped::DoesNotFit => "it does not fit here".to_owned(),
        Skipped::Broke(why) => why.clone(),
    };
    json!({
        "tasks": verdict.work.tasks,
        "wait_ns": verdict.work.wait.as_nanos() as u64,
        "compute_ns": verdict.work.compute.as_nanos() as u64,
        "advice": verdict.advice.name(),
        "wall_ns": verdict.advised().map(|ran| ran.median_ns() as u64),
        "best": verdict.best().map(|ran| ran.model.name()),
        "best_wall_ns": verdict.best().map(|ran| ran.median_ns() as u64),
        "ratio": Some(verdict.ratio()).filter(|ratio| ratio.is_finite()),
        "good": verdict.is_good(),
        "full_runs": verdict.ran.iter().map(|ran| json!({
            "model": ran.model.name(),
            "walls_ns": ran.walls_ns.iter().map(|wall| *wall as u64).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "skipped": verdict.skipped.iter().map(|(model, why)| json!({ "model": model.name(), "reason": skipped(why) })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_at_work_are_told() {
        assert!(
            summary(&[], 3, Some(0.5))
                .ends_with("used 50% of the CPU time of this machine. Where they go on, a miss means little.\n")
        );
        for quiet in [None, Some(0.05)] {
            assert!(summary(&[], 3, quiet).ends_with("Asked for: 95%.\n"));
        }
    }

    #[test]
    fn what_was_not_run_is_told_with_why() {
        let broke = Skipped::Broke("task 3 failed".to_owned());
        let skipped = [
            (Model::Thread, Skipped::DoesNotFit),
            (Model::Sequential, Skipped::CannotWin(1e9)),
            (Model::AsyncSmol, broke),
            (Model::Rayon, Skipped::CannotWin(1e9)),
        ];
        let said = "; cannot win: sequential, rayon; does not fit here: thread; went wrong: async_smol (task 3 failed)";
        assert_eq!(skipped_words(&skipped), said);
        assert_eq!(skipped_words(&[]), "");
    }
}
