//! Sees whether the claims of a figure hold in a fresh run.

use crate::plan::Figure;
use crate::run::Stage;
use serde_json::Value;
use std::sync::atomic::Ordering;

/// On a machine that has other things to do as well, a run may not show what it should. Three in a row show that it is not so.
const TRIES: usize = 3;

/// A run in which all claims hold.
pub struct Held<T> {
    /// What it left behind.
    pub run: T,
    /// How many runs it took.
    pub tries: usize,
    /// What was wrong in the run before the last, where there was one.
    pub before: Option<String>,
}

/// Why a run does not show what it should.
enum Flaw {
    /// It may be different in another run.
    InThisRun(String),
    /// It will be so in every run.
    InEvery(String),
}

/// Runs the command `words` of `figure` until all claims hold in one run, three times at most.
///
/// # Errors
/// Where they do not hold, or cannot be checked.
pub fn check(stage: &Stage, figure: &Figure, words: &[String]) -> Result<Held<()>, String> {
    until_held(stage, figure, || Ok(((), stage.report(figure, words)?)))
}

/// Has `attempt` run something until all claims of `figure` hold in the report that it returns beside what it left behind.
///
/// # Errors
/// Where they do not hold in the third run, or cannot be checked.
pub fn until_held<T>(
    stage: &Stage,
    figure: &Figure,
    mut attempt: impl FnMut() -> Result<(T, Value), String>,
) -> Result<Held<T>, String> {
    let mut before = None;
    for tries in 1..=TRIES {
        let run = attempt().map_err(Flaw::InThisRun);
        match run.and_then(|(run, report)| hold(figure, &report).map(|()| run)) {
            Ok(run) => return Ok(Held { run, tries, before }),
            Err(Flaw::InEvery(what)) => return Err(what),
            Err(Flaw::InThisRun(what)) if stage.interrupted.load(Ordering::Relaxed) => return Err(what),
            Err(Flaw::InThisRun(what)) => before = Some(what),
        }
    }
    Err(format!("{}, in the last of {TRIES} runs", before.unwrap_or_default()))
}

fn hold(figure: &Figure, report: &Value) -> Result<(), Flaw> {
    for claim in &figure.claims {
        match claim.holds.check(report) {
            Ok(Ok(())) => {}
            Ok(Err(seen)) => {
                let told = format!("\"{}\" does not hold: {seen}, but claimed is {}", claim.says, claim.holds);
                return Err(Flaw::InThisRun(told));
            }
            Err(why) => return Err(Flaw::InEvery(format!("{} cannot be checked: {why}", claim.holds))),
        }
    }
    Ok(())
}
