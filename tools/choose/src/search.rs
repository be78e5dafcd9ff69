//! How the budget is spent: a little on every model that can do the work, and the rest on those that may still win.
//!
//! 1. **Trial.** Each model runs some tasks, for a small slice of the budget. One whose lower bound is behind what another was seen
//!    to take is not run at all.
//! 2. **Rounds.** Those that may still win run more and more of the tasks, up to the work itself, in an order that changes from round
//!    to round, until the decision is settled, or the time is used up.
//! 3. **Around it.** Some runs with fewer and with more tasks, for what would change the answer.

use crate::allowed::Out;
use crate::decide::{is_behind, is_settled};
use crate::field::Field;
use crate::models::Model;
use crate::plan::least_ns;
use crate::predict::Series;
use crate::sample::{Reading, Sample};
use statistics::order_of_round;
use std::cmp::Ordering;
use std::time::Duration;
use timing::workload::Workload;

/// Runs models. The search does not know what a process is, so that it can be tested on made-up machines.
pub trait Bench {
    /// Runs this model once.
    fn run(&mut self, model: Model, work: &Workload) -> Ran;
    /// What of the budget is left.
    fn left(&self) -> Duration;
    /// The whole budget.
    fn budget(&self) -> Duration;
}

/// How a run went.
#[derive(Clone, Debug)]
pub enum Ran {
    /// It did all of its tasks.
    Done(Sample),
    /// The demo has refused to run, and says why.
    Refused(String),
    /// Something went wrong.
    Broke(String),
    /// It was stopped because the budget was used up.
    Overdue,
    /// Ctrl-C came.
    Interrupted,
}

/// A trial has at most so many tasks: more would take a model too long that costs much for each.
const TRIAL_TASKS: usize = 1_000;
/// Each model's trial is meant to take this share of the budget. There are eight.
const TRIAL_SHARE: u32 = 80;
/// A short trial is repeated up to so often: the first run of a program is its slowest.
const TRIALS: usize = 3;
/// Of the work itself, or of as much as can be measured, there are at least so many runs where a round of them is short: takes less
/// than this part of the budget.
const RUNS_LEAST: usize = 3;
const SHORT_SHARE: f64 = 16.0;
/// After so many runs of the work itself, more would not tell more.
const RUNS_MOST: usize = 15;
/// However often a model is run of which something is always in the way.
const ROUNDS_MOST: usize = 100;
/// A task that waits, or computes, for longer than this share of the budget waits, or computes, for less when it is measured.
const WAIT_SHARE: u32 = 8;
const COMPUTE_SHARE: u32 = 16;
/// So much of what is left may be spent on one round of a part of the work, so that there is enough for more of it.
const PART_SHARE: f64 = 0.45;
/// So much of what is left on one round of the whole work, or of as much as can be measured.
const WHOLE_SHARE: f64 = 0.9;
/// So much of the budget is spent on runs around the work.
const AROUND_SHARE: u32 = 5;
/// Starting a demo, and noticing its end.
const START: Duration = Duration::from_millis(15);

/// Finds out what the models take. `around`: whether it is also asked what would change the answer.
pub fn search(mut field: Field, bench: &mut impl Bench, around: bool) -> Field {
    let finished = trial(&mut field, bench) && rounds(&mut field, bench) && (!around || look_around(&mut field, bench));
    field.interrupted = !finished;
    field
}

/// Runs this model once, and notes how it went. `false`: Ctrl-C came.
fn run(field: &mut Field, bench: &mut impl Bench, model: Model, work: &Workload) -> bool {
    let ran = bench.run(model, work);
    let entry = field.entry_mut(model);
    match ran {
        Ran::Done(sample) => entry.series.samples.push(sample),
        Ran::Refused(why) => entry.out = Some(Out::DoesNotFit(why)),
        Ran::Broke(why) => entry.out = Some(Out::Broke(why)),
        Ran::Overdue if entry.series.samples.is_empty() => entry.out = Some(Out::Unmeasured),
        Ran::Overdue => {}
        Ran::Interrupted => return false,
    }
    true
}

fn trial(field: &mut Field, bench: &mut impl Bench) -> bool {
    let work = field.question.work;
    let slice = bench.budget() / TRIAL_SHARE;
    let mut order: Vec<Model> =
        field.entries.iter().filter(|entry| entry.out.is_none()).map(|entry| entry.model()).collect();
    // Those that can be fast come first, so that the others need not be tried.
    order.sort_by(|one, other| least_ns(*one, &work).total_cmp(&least_ns(*other, &work)).then(one.cmp(other)));
    for model in order {
        let estimate = field.estimate(model, &work);
        if is_behind(&estimate, &field.candidates()) {
            field.entry_mut(model).out = Some(Out::CannotWin(least_ns(model, &work)));
            continue;
        }
        let part = trial_work(model, &work, slice);
        for times in 0..TRIALS {
            let spent: Duration = field.entry(model).series.samples.iter().map(|sample| sample.elapsed).sum();
            if field.entry(model).out.is_some() || (times > 0 && spent > slice / 2) {
                break;
            }
            if bench.left().is_zero() {
                if times == 0 {
                    field.entry_mut(model).out = Some(Out::Unmeasured);
                }
                break;
            }
            if !run(field, bench, model, &part) {
                return false;
            }
        }
    }
    field.fall_behind();
    true
}

/// So much of the work that this model needs at least about `slice` for it.
fn trial_work(model: Model, work: &Workload, slice: Duration) -> Workload {
    let fits = |part: &Workload| least_ns(model, part) <= slice.as_nanos() as f64;
    if work.tasks <= TRIAL_TASKS && fits(work) {
        return *work;
    }
    let mut part = Workload {
        tasks: work.tasks.min(TRIAL_TASKS),
        wait: work.wait.min(slice / 2),
        compute: work.compute.min(slice / 2),
        ..*work
    };
    while part.tasks > 1 && !fits(&part) {
        part.tasks = part.tasks.div_ceil(2);
    }
    part
}

fn rounds(field: &mut Field, bench: &mut impl Bench) -> bool {
    for round in 0..ROUNDS_MOST {
        let contenders: Vec<Model> = field.contenders().iter().map(|(model, _)| *model).collect();
        let Some(part) = next_work(field, &contenders, bench) else { break };
        // However clear the trial was: where there is time, the answer rests on runs of the work itself, or of much of it.
        let round_cost: f64 = contenders.iter().map(|model| cost(&field.entry(*model).series, &part)).sum();
        let runs_least = if round_cost < bench.budget().as_secs_f64() / SHORT_SHARE { RUNS_LEAST } else { 1 };
        let was_run = |model: &Model| field.entry(*model).series.of_work(&part).count() >= runs_least;
        if contenders.iter().all(was_run) && is_settled(&field.contenders()) {
            break;
        }
        for place in order_of_round(contenders.len(), round) {
            let model = contenders[place];
            let cost = cost(&field.entry(model).series, &part);
            if cost <= bench.left().as_secs_f64() && !run(field, bench, model, &part) {
                return false;
            }
        }
        field.fall_behind();
    }
    true
}

/// What the next round runs: the whole work where a round of it fits, else more than before, else the same again. `None`: there is
/// nothing more to learn, or no time for it.
fn next_work(field: &Field, contenders: &[Model], bench: &impl Bench) -> Option<Workload> {
    if contenders.is_empty() {
        return None;
    }
    let most = measurable(&field.question.work, bench.budget());
    let runs = |work: &Workload| contenders.iter().map(|model| field.entry(*model).series.of_work(work).count()).min();
    if runs(&most).is_some_and(|runs| runs >= RUNS_MOST) {
        return None;
    }
    let left = bench.left().as_secs_f64();
    let round_of =
        |work: &Workload| contenders.iter().map(|model| cost(&field.entry(*model).series, work)).sum::<f64>();
    if round_of(&most) <= WHOLE_SHARE * left {
        return Some(most);
    }
    let reached = |model: &Model| field.entry(*model).series.furthest(&most).map_or(0, |work| work.tasks);
    let before = contenders.iter().map(reached).min().unwrap_or(0);
    let halves = (1..).map(|half| Workload { tasks: most.tasks >> half, ..most });
    let mut parts = halves.take_while(|part| part.tasks >= before.max(1));
    let part = parts.find(|part| {
        let share = if runs(part) == Some(0) { PART_SHARE } else { WHOLE_SHARE };
        round_of(part) <= share * left
    })?;
    (runs(&part)? < RUNS_MOST).then_some(part)
}

/// The work as far as it can be measured within the budget: the waits, and the computing, of a single task may be too long.
fn measurable(work: &Workload, budget: Duration) -> Workload {
    Workload { wait: work.wait.min(budget / WAIT_SHARE), compute: work.compute.min(budget / COMPUTE_SHARE), ..*work }
}

/// What a run will take with all around it, in seconds.
fn cost(series: &Series, work: &Workload) -> f64 {
    let likely = series.estimate(work, Reading::AsMeasured).likely / 1e9;
    let aside =
        |sample: &Sample| (sample.elapsed.as_secs_f64() - sample.wall_ns as f64 / 1e9) / sample.work.tasks as f64;
    let a_task = series.samples.iter().map(aside).fold(0.0, f64::max).min(0.000_1);
    1.2 * likely + a_task * work.tasks as f64 + START.as_secs_f64()
}

/// Runs with an eighth and with eight times the tasks, where they are short, of each model of which only one number of tasks is known.
fn look_around(field: &mut Field, bench: &mut impl Bench) -> bool {
    let whole = field.question.work;
    let slice = bench.budget() / TRIAL_SHARE;
    let until = bench.left().saturating_sub(bench.budget() / AROUND_SHARE);
    for model in Model::ALL {
        let entry = field.entry(model);
        let mut known = entry.series.samples.iter().map(|sample| sample.work.tasks);
        let Some(one) = known.next() else { continue };
        if entry.out.is_some() || known.any(|tasks| tasks != one) {
            continue;
        }
        for tasks in [one / 8, one.saturating_mul(8)].into_iter().filter(|tasks| *tasks > 0) {
            let part =
                Workload { tasks, wait: whole.wait.min(slice / 2), compute: whole.compute.min(slice / 2), ..whole };
            let series = &field.entry(model).series;
            let short = cost(series, &part).partial_cmp(&(4.0 * slice.as_secs_f64())) == Some(Ordering::Less);
            if !short || model.needs(&part).check().is_err() || bench.left() <= until {
                continue;
            }
            if !run(field, bench, model, &part) {
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests;
