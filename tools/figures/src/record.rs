//! Records what the book shows into a folder.

use crate::plan::{Figure, Item, Keeps, Plan};
use crate::run::{Kept, Patience, Stage};
use crate::{compiler, folder, fresh, page, say};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::output::{self, complain};
use timing::progress;

/// The benchmarks take minutes, and building several fresh clones does.
const PATIENCE: Patience = Patience(Duration::from_secs(30 * 60));

/// Records all items of `plan`. Where one cannot be recorded, its old files stay.
///
/// # Errors
/// Where nothing can be recorded at all.
pub fn record(plan: &Plan, all: bool, to: &Path, interrupted: &AtomicBool) -> Result<Outcome, String> {
    fs::create_dir_all(to).map_err(|error| format!("{} cannot be made: {error}", to.display()))?;
    let machine_text = match (all, plan.figures().next()) {
        (true, _) => Some(machine::text()),
        (false, Some(_)) => Some(folder::machine_text(to, &machine::text())?),
        (false, None) => None, // what is left comes out the same on every machine
    };
    let programs = crate::build(plan, interrupted)?;
    if machine_text.is_some() && machine::is_busy() {
        complain("figures", "others use this machine; the figures will show it");
    }
    let stage = Stage { programs: &programs, patience: PATIENCE, interrupted };
    let mut outcome = Outcome::default();
    for item in &plan.items {
        let recorded = one(&stage, item, to);
        if interrupted.load(Ordering::Relaxed) {
            complain("figures", &format!("interrupted: {} of {} were recorded", outcome.recorded, plan.items.len()));
            return Ok(outcome);
        }
        match recorded {
            Ok(line) => {
                outcome.recorded += 1;
                say(&format!("{line}\n"))?;
            }
            Err(what) => {
                outcome.wrong += 1;
                complain("figures", &format!("{}: {what}", item.name()));
            }
        }
    }
    if let Some(text) = &machine_text {
        write(to, folder::MACHINE, text.as_bytes())?;
    }
    if all {
        write(to, page::FILE, page::text(plan).as_bytes())?;
        for file in folder::left_over(plan, to)? {
            outcome.wrong += 1;
            complain("figures", &format!("{file} is left over: nothing records it any more"));
        }
    }
    say(&machine_text.unwrap_or_default())?;
    Ok(outcome)
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// How many items were recorded.
    pub recorded: usize,
    /// How many could not be, or do not show what they should.
    pub wrong: usize,
}

/// Records one item, and returns the line that tells of it.
fn one(stage: &Stage, item: &Item, to: &Path) -> Result<String, String> {
    match item {
        Item::Figure(figure) => {
            let line = format!("{}: {}", figure.name, figure.command.join(" "));
            progress::show(&line, "");
            figure_of_a_run(stage, figure, to).map(|note| line + &note)
        }
        Item::Refused(refused) => {
            write(to, &item.files()[0], &compiler::refuse(refused)?)?;
            Ok(format!("{}: rustc {}", refused.name, refused.source))
        }
        Item::Diff(diff) => {
            write(to, &item.files()[0], &compiler::diff(diff)?)?;
            Ok(format!("{}: diff", item.name()))
        }
    }
}

/// Records a run, and returns what is to be noted about its claims.
fn figure_of_a_run(stage: &Stage, figure: &Figure, to: &Path) -> Result<String, String> {
    let (tries, before) = if let Keeps::File(file) = &figure.keeps {
        let held = fresh::until_held(stage, figure, || stage.record_file(figure, file))?;
        write_all(to, &held.run)?;
        (held.tries, held.before)
    } else {
        write_all(to, &stage.record(figure)?)?;
        // What was recorded cannot be asked any more; the same command can.
        let held = fresh::check(stage, figure, &figure.command)?;
        (held.tries, held.before)
    };
    Ok(before.map(|before| format!(" (its claims hold in run {tries}; before: {before})")).unwrap_or_default())
}

fn write_all(to: &Path, kept: &Kept) -> Result<(), String> {
    kept.iter().try_for_each(|(file, bytes)| write(to, file, bytes))
}

fn write(to: &Path, file: &str, bytes: &[u8]) -> Result<(), String> {
    output::write_file(&to.join(file), |out| out.write_all(bytes))
}
