//! Checks, on a fresh checkout, that what the book shows is still so.

use crate::plan::{Check, Figure, Item, Plan};
use crate::run::{Patience, Stage};
use crate::{compiler, folder, fresh, page, say};
use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use timing::progress;

/// A run takes seconds; a machine may have much else to do.
const PATIENCE: Patience = Patience(Duration::from_secs(180));

/// Looks at the files in `recorded`, and runs every command of `plan` afresh. Returns how many things are wrong.
///
/// # Errors
/// Where nothing can be checked.
pub fn check(plan: &Plan, all: bool, recorded: &Path, interrupted: &AtomicBool) -> Result<usize, String> {
    let mut wrong = 0;
    if all {
        wrong += files(plan, recorded)?;
    }
    for item in &plan.items {
        let begin = Instant::now();
        let checked = match item {
            Item::Diff(diff) => compiler::diff(diff).and_then(|now| same(recorded, item, &now)),
            Item::Refused(refused) => compiler::refuse(refused).map(|_| String::new()),
            Item::Figure(_) => continue,
        };
        wrong += usize::from(checked.is_err());
        tell(&item.name(), begin, checked)?;
    }
    let programs = crate::build(plan, interrupted)?;
    let stage = Stage { programs: &programs, patience: PATIENCE, interrupted };
    Ok(wrong + commands(&stage, &plan.figures().collect::<Vec<_>>())?)
}

/// Runs the commands of `figures`, and returns how many are wrong. As many run at once as there are cores: most of them wait most of the
/// time, and a claim has to hold on a busy machine anyway.
fn commands(stage: &Stage, figures: &[&Figure]) -> Result<usize, String> {
    let (next, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(figure) = figures.get(next.fetch_add(1, Ordering::Relaxed)) {
            progress::show_with_bar(next.load(Ordering::Relaxed) - 1, figures.len(), &figure.name, "");
            let begin = Instant::now();
            let checked = runs(stage, figure);
            if stage.interrupted.load(Ordering::Relaxed) {
                break;
            }
            wrong.fetch_add(usize::from(checked.is_err()), Ordering::Relaxed);
            tell(&figure.name, begin, checked)?;
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let told: Result<(), String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    told.map(|()| wrong.into_inner())
}

/// Says what came of a check, and how long it took.
fn tell(name: &str, begin: Instant, checked: Result<String, String>) -> Result<(), String> {
    let time = begin.elapsed().as_secs_f64();
    match checked {
        Ok(note) => say(&format!("ok      {name} ({time:.1} s){note}\n")),
        Err(what) => say(&format!("FAILED  {name} ({time:.1} s): {what}\n")),
    }
}

fn runs(stage: &Stage, figure: &Figure) -> Result<String, String> {
    if figure.check != Check::Same {
        stage.accepts(&figure.command).map_err(|what| format!("{}: {what}", figure.command.join(" ")))?;
    }
    let words = match &figure.check {
        Check::Same => &figure.command,
        Check::Shorter(words) => words,
        Check::Not(why) => return Ok(format!("\nnot checked: whether the claims of {} hold, as {why}", figure.name)),
    };
    let held = fresh::check(stage, figure, words)?;
    Ok(held.before.map(|before| format!(", in run {}; before: {before}", held.tries)).unwrap_or_default())
}

/// Whether what is recorded is still what there is now. Only what comes out the same on every machine can be asked that.
fn same(recorded: &Path, item: &Item, now: &[u8]) -> Result<String, String> {
    let file = recorded.join(&item.files()[0]);
    let before = fs::read(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    if before == now {
        return Ok(String::new());
    }
    Err(format!("{} is not what the demos are now: just figures --only {}", file.display(), item.name()))
}

fn files(plan: &Plan, recorded: &Path) -> Result<usize, String> {
    let mut flaws: Vec<String> = Vec::new();
    flaws.extend(folder::missing(plan, recorded)?.iter().map(|file| format!("{file} is not recorded: just figures")));
    flaws.extend(
        folder::left_over(plan, recorded)?.iter().map(|file| format!("{file} is left over: nothing records it")),
    );
    let page = fs::read_to_string(recorded.join(page::FILE)).unwrap_or_default();
    if page != page::text(plan) {
        flaws.push(format!("{} is not what docs/figures.toml says: figures claims", page::FILE));
    }
    for flaw in &flaws {
        say(&format!("FAILED  {flaw}\n"))?;
    }
    Ok(flaws.len())
}
