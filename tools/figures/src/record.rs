//! Records what the book shows into a folder.

use crate::plan::{Item, Plan};
use crate::run::{Patience, Stage};
use crate::{compiler, folder, fresh, page, say};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::output::{self, complain};
use timing::progress;

/// The benchmarks take minutes, and building several fresh clones does.
const PATIENCE: Patience = Patience(Duration::from_secs(30 * 60));

/// More than this share of the CPU time used by others shows in the figures.
const BUSY: f64 = 0.15;

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
    let programs = crate::build(plan)?;
    if machine_text.is_some() && machine::busy_during(Duration::from_millis(500)).is_some_and(|busy| busy > BUSY) {
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

fn one(stage: &Stage, item: &Item, to: &Path) -> Result<String, String> {
    let (kept, line) = match item {
        Item::Figure(figure) => {
            let line = format!("{}: {}", figure.name, figure.command.join(" "));
            progress::show(&line, "");
            (stage.record(figure)?, line)
        }
        Item::Refused(refused) => (
            vec![(item.files().remove(0), compiler::refuse(refused)?)],
            format!("{}: rustc {}", refused.name, refused.source),
        ),
        Item::Diff(diff) => (vec![(item.files().remove(0), compiler::diff(diff)?)], format!("{}: diff", item.name())),
    };
    for (file, bytes) in kept {
        write(to, &file, &bytes)?;
    }
    let Item::Figure(figure) = item else { return Ok(line) };
    // What was recorded cannot be asked any more; the same command can.
    let held = fresh::check(stage, figure, &figure.command)?;
    Ok(match held.before {
        Some(before) => format!("{line} (its claims hold in run {}; before: {before})", held.tries),
        None => line,
    })
}

fn write(to: &Path, file: &str, bytes: &[u8]) -> Result<(), String> {
    output::write_file(&to.join(file), |out| out.write_all(bytes))
}
