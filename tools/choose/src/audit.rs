//! Advice on trial: the advised model and every other one that could be better run the whole work, and their medians are compared.

use crate::allowed::hindrance;
use crate::demos::Demos;
use crate::models::Model;
use crate::plan::{least_ns, waits_ns};
use crate::predict::{middle, sorted};
use crate::work::Question;
use std::time::{Duration, Instant};
use timing::workload::Workload;

/// Advice that takes at most so many times the best is good.
pub const GOOD: f64 = 1.25;
/// So large a share of the grid has to have good advice.
pub const SHARE: f64 = 0.95;

/// Each model that could be the best is run so often at least.
const RUNS_LEAST: usize = 3;
/// And so often at most, while there is time.
const RUNS_MOST: usize = 9;
/// So much time is spent on more runs of a workload.
const PATIENCE: Duration = Duration::from_secs(6);
/// One that took so many times the best in the first round is not run again.
const HOPELESS: f64 = 1.6;
/// No run of the grid takes longer, even of the slowest model that is run.
const DEADLINE: Duration = Duration::from_secs(120);

/// How good the advice was for one workload.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The workload.
    pub work: Workload,
    /// What was advised.
    pub advice: Model,
    /// What each model took for the whole work.
    pub ran: Vec<Ran>,
    /// The models that were not run, each with why.
    pub skipped: Vec<(Model, Skipped)>,
}

/// A model's runs of the whole work.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The model.
    pub model: Model,
    /// What its runs took, in nanoseconds, sorted.
    pub walls_ns: Vec<f64>,
}

/// Why a model was not run.
#[derive(Clone, Debug, PartialEq)]
pub enum Skipped {
    /// It needs at least so many nanoseconds, and another has taken less.
    CannotWin(f64),
    /// It does not fit on this machine.
    DoesNotFit,
    /// Its run went wrong.
    Broke(String),
}

impl Ran {
    /// The median.
    pub fn median_ns(&self) -> f64 {
        middle(&self.walls_ns)
    }
}

impl Verdict {
    /// The best of all that were run. `None` where none was.
    pub fn best(&self) -> Option<&Ran> {
        self.ran.iter().min_by(|one, other| one.median_ns().total_cmp(&other.median_ns()))
    }

    /// The advised model's runs. `None` where it could not be run.
    pub fn advised(&self) -> Option<&Ran> {
        self.ran.iter().find(|ran| ran.model == self.advice)
    }

    /// How many times the best the advised model took; infinite where it did not run.
    pub fn ratio(&self) -> f64 {
        match (self.advised(), self.best()) {
            (Some(advised), Some(best)) => advised.median_ns() / best.median_ns(),
            _ => f64::INFINITY,
        }
    }

    /// Whether the advice was good.
    pub fn is_good(&self) -> bool {
        self.ratio() <= GOOD
    }
}

/// Whether so much of the advice was good that the audit is passed.
pub fn is_passed(verdicts: &[Verdict]) -> bool {
    let good = verdicts.iter().filter(|verdict| verdict.is_good()).count();
    !verdicts.is_empty() && good as f64 >= SHARE * verdicts.len() as f64
}

/// Runs the advised model, and all that could be better, on the whole work, round by round. `None`: Ctrl-C came.
pub fn try_advice(advice: Model, question: &Question, demos: &Demos) -> Option<Verdict> {
    let work = question.work;
    let mut verdict = Verdict { work, advice, ran: Vec::new(), skipped: Vec::new() };
    let mut order = Model::ALL.to_vec();
    order.sort_by(|one, other| least_ns(*one, &work).total_cmp(&least_ns(*other, &work)));
    let began = Instant::now();
    for round in 0..RUNS_MOST {
        if round >= RUNS_LEAST && began.elapsed() > PATIENCE {
            break;
        }
        for model in order.clone() {
            if verdict.skipped.iter().any(|(skipped, _)| *skipped == model) {
                continue;
            }
            if let Some(why) = reason_to_skip(model, round, question, &verdict) {
                verdict.skipped.push((model, why));
                continue;
            }
            let best = verdict.best().map_or(f64::INFINITY, Ran::median_ns);
            let mine = verdict.ran.iter().position(|ran| ran.model == model);
            let is_hopeless = mine.is_some_and(|place| verdict.ran[place].median_ns() > HOPELESS * best);
            if is_hopeless && model != advice {
                continue;
            }
            match demos.run_within(model, &work, DEADLINE) {
                _ if demos.is_interrupted() => return None,
                Ok(run) if run.failures.is_empty() => {
                    let place = mine.unwrap_or(verdict.ran.len());
                    if mine.is_none() {
                        verdict.ran.push(Ran { model, walls_ns: Vec::new() });
                    }
                    let walls = &mut verdict.ran[place].walls_ns;
                    walls.push(run.wall_ns as f64);
                    *walls = sorted(walls.drain(..));
                }
                Ok(run) => {
                    let why = run.failures.first().map_or_else(String::new, |first| first.reason.clone());
                    verdict.skipped.push((model, Skipped::Broke(why)));
                }
                Err(trouble) => verdict.skipped.push((model, Skipped::Broke(trouble.to_string()))),
            }
        }
        order.reverse();
    }
    Some(verdict)
}

/// The first round decides who is run at all.
fn reason_to_skip(model: Model, round: usize, question: &Question, verdict: &Verdict) -> Option<Skipped> {
    if round > 0 {
        return None;
    }
    if hindrance(model, question).is_some() {
        return Some(Skipped::DoesNotFit);
    }
    let (least, waits) = (least_ns(model, &question.work), waits_ns(model, &question.work));
    // Calibration may be off; waits are not.
    let surely = waits + 0.9 * (least - waits);
    let best = verdict.best().map_or(f64::INFINITY, Ran::median_ns);
    (surely > best && model != verdict.advice).then_some(Skipped::CannotWin(least))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(advice: Model, walls: &[(Model, f64)]) -> Verdict {
        let work = Workload { tasks: 1, wait: Duration::ZERO, compute: Duration::ZERO, cores: 2 };
        let ran = walls.iter().map(|(model, wall)| Ran { model: *model, walls_ns: vec![*wall] }).collect();
        Verdict { work, advice, ran, skipped: Vec::new() }
    }

    #[test]
    fn advice_is_good_within_a_quarter_of_the_best() {
        let good = verdict(Model::Thread, &[(Model::Thread, 1.25), (Model::AsyncTokio, 1.0)]);
        assert!(good.is_good());
        let bad = verdict(Model::Thread, &[(Model::Thread, 1.26), (Model::AsyncTokio, 1.0)]);
        assert!(!bad.is_good());
        assert!(!verdict(Model::Rayon, &[(Model::AsyncTokio, 1.0)]).is_good(), "it did not even run");
        let of = |bad_ones: usize| [vec![good.clone(); 40 - bad_ones], vec![bad.clone(); bad_ones]].concat();
        assert!(is_passed(&of(0)) && is_passed(&of(2)));
        assert!(!is_passed(&of(3)) && !is_passed(&[]));
    }
}
