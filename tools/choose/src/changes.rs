//! What would change the answer: other numbers of tasks, and other constraints, judged by what was measured here.

use crate::allowed::{Out, hindrance};
use crate::decide::simplest_within;
use crate::field::{Entry, Field};
use crate::models::{Kind, Model};
use crate::predict::Estimate;
use crate::work::Question;
use std::iter;
use timing::limits::{Ceiling, Plenty};
use timing::workload::{TASKS_MOST, Workload, show_count};

/// Up to so many times as many tasks as were measured, and down to as small a part, measurements are carried over.
const REACH: f64 = 100.0;
/// The numbers of tasks that are looked at lie so many times apart.
const STEP: f64 = 1.25;

/// Another number of tasks, for which the answer is another.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// From how many tasks on, upwards or downwards.
    pub tasks: usize,
    /// The answer there.
    pub model: Model,
    /// The limit that stops the model of the first answer; `None` where the other one is better in time.
    pub limit: Option<String>,
}

/// The nearest larger number of tasks with another answer.
pub fn with_more_tasks(field: &Field, advice: Model) -> Option<Change> {
    let most = (field.question.work.tasks as f64 * REACH).min(TASKS_MOST as f64) as usize;
    let rooms: Vec<Room> = known(field).map(|entry| Room::of(entry.model(), field, most)).collect();
    let next = |tasks: usize| ((tasks as f64 * STEP) as usize).max(tasks + 1).min(most);
    let has_room = |model, tasks| rooms.iter().all(|room| room.model != model || tasks <= room.most_tasks);
    let answer = |tasks| advice_for(field, tasks, known(field).filter(|entry| has_room(entry.model(), tasks)));
    let room = rooms.iter().find(|room| room.model == advice)?;
    let is_surely = |tasks, model| tasks > room.most_tasks || is_sure(field, tasks, advice, model);
    let (tasks, model) = change(field.question.work.tasks, advice, next, answer, is_surely)?;
    let limit = (tasks > room.most_tasks).then(|| room.limit(field)).flatten();
    Some(Change { tasks, model, limit })
}

/// The nearest smaller number of tasks with another answer. What fits here fits there.
pub fn with_fewer_tasks(field: &Field, advice: Model) -> Option<Change> {
    let least = ((field.question.work.tasks as f64 / REACH) as usize).max(1);
    let next = |tasks: usize| ((tasks as f64 / STEP) as usize).min(tasks - 1).max(least);
    let answer = |tasks| advice_for(field, tasks, known_for_fewer(field));
    let is_surely = |tasks, model| is_sure(field, tasks, advice, model);
    let (tasks, model) = change(field.question.work.tasks, advice, next, answer, is_surely)?;
    Some(Change { tasks, model, limit: None })
}

/// The first number of tasks, on the way from `tasks` that `next` goes until it stays where it is, for which the answer is another, and
/// stays the same other one for a step more, and further on the way surely is it.
fn change(
    tasks: usize,
    advice: Model,
    next: impl Fn(usize) -> usize,
    answer: impl Fn(usize) -> Option<Model>,
    is_surely: impl Fn(usize, Model) -> bool,
) -> Option<(usize, Model)> {
    let step = |tasks: &usize| Some(next(*tasks)).filter(|further| further != tasks);
    let way: Vec<usize> = iter::successors(Some(tasks), step).collect();
    // An odd number of tasks may fit two cores worse than an even one: an answer counts where it is that of neighbours, too.
    let neighbour = |tasks: usize| tasks.saturating_sub(1).max(1);
    let answer_around = |tasks: &usize| answer(*tasks).filter(|model| answer(neighbour(*tasks)) == Some(*model));
    let answers: Vec<Option<Model>> = way.iter().map(answer_around).collect();
    let stays = |place: &usize| answers.get(place + 1).is_none_or(|further| *further == answers[*place]);
    let is_other = |place: &usize| answers[*place].is_some_and(|model| model != advice);
    let place = (1..way.len()).find(|place| is_other(place) && stays(place))?;
    let model = answers[place]?;
    if !way[place..].iter().any(|tasks| is_surely(*tasks, model)) {
        return None;
    }
    // Between the last step and this one lies the number that is looked for.
    let (mut other, mut same) = (way[place], way[place - 1]);
    while other.abs_diff(same) > 1 {
        let middle = other.midpoint(same);
        if answer(middle) == answers[place] {
            other = middle;
        } else {
            same = middle;
        }
    }
    Some((other, model))
}

/// How many tasks fit on this machine with a model.
struct Room {
    model: Model,
    most_tasks: usize,
}

impl Room {
    /// Looked for between the number in question, which fits, and `most`.
    fn of(model: Model, field: &Field, most: usize) -> Room {
        let fits = |tasks| hindrance(model, &question_with(field, tasks)).is_none();
        let (mut fitting, mut too_many) = (field.question.work.tasks, most + 1);
        if fits(most) {
            fitting = most;
        }
        while too_many - fitting > 1 {
            let middle = too_many.midpoint(fitting);
            if fits(middle) {
                fitting = middle;
            } else {
                too_many = middle;
            }
        }
        Room { model, most_tasks: fitting }
    }

    /// What it is that does not allow more.
    fn limit(&self, field: &Field) -> Option<String> {
        match hindrance(self.model, &question_with(field, self.most_tasks + 1))? {
            Out::DoesNotFit(_) if self.model == Model::Thread => limit_on_threads(),
            Out::DoesNotFit(why) => Some(why),
            _ => None,
        }
    }
}

/// The limit on threads here, in a few words.
fn limit_on_threads() -> Option<String> {
    let Ceiling { name, value, room, .. } = Ceiling::here(Plenty::Threads)?;
    Some(format!("{name} is {}, enough for about {} threads", show_count(value), show_count(room)))
}

fn question_with(field: &Field, tasks: usize) -> Question {
    Question { work: Workload { tasks, ..field.question.work }, ..field.question }
}

/// The models of which it can be told what they take for more tasks. Of one that was not run nothing is known but what it needs at
/// least. As it was not run because that is too much, that is nearly all of it.
fn known(field: &Field) -> impl Iterator<Item = &Entry> {
    field.entries.iter().filter(|entry| match entry.out {
        None => !entry.series.samples.is_empty(),
        Some(Out::CannotWin(_)) => true,
        _ => false,
    })
}

/// The same for fewer tasks, where what a model costs itself matters more. One task after the other costs nothing.
fn known_for_fewer(field: &Field) -> impl Iterator<Item = &Entry> {
    known(field).filter(|entry| entry.out.is_none() || entry.model() == Model::Sequential)
}

/// The answer for another number of tasks among these.
fn advice_for<'a>(field: &Field, tasks: usize, among: impl Iterator<Item = &'a Entry>) -> Option<Model> {
    let work = question_with(field, tasks).work;
    let candidates = among.map(|entry| (entry.model(), field.estimate(entry.model(), &work)));
    simplest_within(&candidates.collect::<Vec<_>>())
}

/// Whether `model` would be the better answer for so many tasks, whatever measurements leave open: it is simpler, which makes it the
/// answer where both are as fast, or it is faster even if it takes the most that it may, and `advice` the least.
fn is_sure(field: &Field, tasks: usize, advice: Model, model: Model) -> bool {
    let work = question_with(field, tasks).work;
    model < advice || field.estimate(model, &work).high < field.estimate(advice, &work).low
}

/// The answer, and what it takes, if the library blocked its thread. `None` where that changes nothing.
pub fn with_blocking_library(field: &Field, advice: Model) -> Option<(Model, Estimate)> {
    let rest = without(field, |model| model.kind() != Kind::Async);
    (advice.kind() == Kind::Async).then(|| best_of(&rest)).flatten()
}

/// The answer, and what it takes, if a crash of one task must leave the others. `None` where that changes nothing.
pub fn with_crashes_apart(field: &Field, advice: Model) -> Option<(Model, Estimate)> {
    let rest = without(field, |model| model.kind() == Kind::Processes);
    (advice.kind() != Kind::Processes).then(|| best_of(&rest)).flatten()
}

fn best_of(candidates: &[(Model, Estimate)]) -> Option<(Model, Estimate)> {
    let model = simplest_within(candidates)?;
    candidates.iter().find(|(found, _)| *found == model).copied()
}

fn without(field: &Field, stays: impl Fn(Model) -> bool) -> Vec<(Model, Estimate)> {
    let can = |entry: &&Entry| matches!(entry.out, None | Some(Out::CannotWin(_))) && stays(entry.model());
    let entries = field.entries.iter().filter(can);
    entries.map(|entry| (entry.model(), field.estimate(entry.model(), &field.question.work))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::least_ns;
    use crate::sample::Sample;
    use std::time::Duration;

    /// A field in which these models were run with some numbers of tasks, each with what it costs itself and for each task, in microseconds.
    fn field(tasks: usize, wait_ms: u64, costs: &[(Model, f64, f64)]) -> Field {
        let work = Workload { tasks, wait: Duration::from_millis(wait_ms), compute: Duration::ZERO, cores: 2 };
        field_of(work, costs)
    }

    fn field_of(work: Workload, costs: &[(Model, f64, f64)]) -> Field {
        let tasks = work.tasks;
        let mut field = Field::of(Question::about(work));
        for entry in &mut field.entries {
            let Some((model, itself, a_task)) = costs.iter().find(|(model, ..)| *model == entry.model()) else {
                let least = least_ns(entry.model(), &work);
                let is_slow = least > 1.5 * least_ns(Model::AsyncTokio, &work);
                entry.out.get_or_insert(if is_slow { Out::CannotWin(least) } else { Out::Unmeasured });
                continue;
            };
            for part in [tasks.div_ceil(8), tasks] {
                let work = Workload { tasks: part, ..work };
                let wall_ns = (least_ns(*model, &work) + (itself + a_task * part as f64) * 1e3) as u64;
                entry.series.samples.push(Sample {
                    work,
                    wall_ns,
                    ideal_ns: 0,
                    cores_busy: None,
                    elapsed: Duration::ZERO,
                });
            }
        }
        field
    }

    const THREADS_OR_ASYNC: [(Model, f64, f64); 2] = [(Model::Thread, 100.0, 50.0), (Model::AsyncTokio, 1_000.0, 1.0)];

    #[test]
    fn threads_give_way_to_async_where_they_cost_a_tenth_more() {
        // 100 ms + n * 50 us is over 1.1 times 100 ms + 1 ms + n * 1 us at about n = 225.
        let change = with_more_tasks(&field(100, 100, &THREADS_OR_ASYNC), Model::Thread).unwrap();
        assert_eq!((change.model, change.limit), (Model::AsyncTokio, None));
        assert!((210..240).contains(&change.tasks), "{}", change.tasks);
        let change = with_fewer_tasks(&field(1_000, 100, &THREADS_OR_ASYNC), Model::AsyncTokio).unwrap();
        assert_eq!(change.model, Model::Thread);
        assert!((210..240).contains(&change.tasks), "{}", change.tasks);
    }

    #[test]
    fn a_single_task_needs_no_threads() {
        let change = with_fewer_tasks(&field(10, 100, &THREADS_OR_ASYNC), Model::Thread).unwrap();
        assert_eq!((change.tasks, change.model), (1, Model::Sequential));
    }

    #[test]
    fn that_an_odd_number_fits_two_cores_worse_changes_nothing() {
        // Two at a time, nine tasks take as long as ten.
        let work = Workload { tasks: 16, wait: Duration::ZERO, compute: Duration::from_millis(10), cores: 2 };
        let field = field_of(work, &[(Model::Rayon, 0.0, 0.0), (Model::AsyncTokioMulti, 0.0, 0.0)]);
        assert_eq!(advice_for(&field, 9, known_for_fewer(&field)), Some(Model::AsyncTokioMulti));
        assert_eq!(with_fewer_tasks(&field, Model::Rayon), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_limit_that_stops_a_model_is_named() {
        let equal = [(Model::Thread, 100.0, 1.0), (Model::AsyncTokio, 1_000.0, 1.0)];
        // Other programs may start thousands of threads meanwhile, and end them.
        testkit::wait_until("threads to stop where there is no room for more", Duration::from_secs(20), || {
            let room = Ceiling::here(Plenty::Threads)?.room as usize;
            let change = with_more_tasks(&field(5_000, 1_000, &equal), Model::Thread)?;
            let is_named = change.limit.is_some_and(|limit| limit.contains("enough for about"));
            (change.model == Model::AsyncTokio && change.tasks.abs_diff(room) < room / 20 && is_named).then_some(())
        });
    }

    #[test]
    fn where_nothing_changes_nothing_is_said() {
        let alone = field(100, 100, &[(Model::AsyncTokio, 1_000.0, 1.0)]);
        assert_eq!(with_more_tasks(&alone, Model::AsyncTokio), None);
    }

    #[test]
    fn what_measurements_leave_open_is_not_said() {
        // A hundred times as many tasks would take 102 ms and 87 ms; but overhead that was carried over so far may be half off.
        let alike = field(1_000, 1, &[(Model::AsyncTokio, 1_000.0, 1.0), (Model::AsyncSmol, 1_000.0, 0.85)]);
        assert_eq!(with_more_tasks(&alike, Model::AsyncTokio), None);
        let unlike = field(1_000, 1, &[(Model::AsyncTokio, 1_000.0, 1.0), (Model::AsyncSmol, 1_000.0, 0.1)]);
        assert_eq!(with_more_tasks(&unlike, Model::AsyncTokio).unwrap().model, Model::AsyncSmol);
    }

    #[test]
    fn constraints_leave_the_best_of_the_others() {
        let costs =
            [(Model::Thread, 100.0, 50.0), (Model::AsyncTokio, 1_000.0, 1.0), (Model::Multiprocess, 9_000.0, 90.0)];
        let field = field(1_000, 100, &costs);
        assert_eq!(with_blocking_library(&field, Model::AsyncTokio).unwrap().0, Model::Thread);
        assert_eq!(with_blocking_library(&field, Model::Thread), None);
        assert_eq!(with_crashes_apart(&field, Model::AsyncTokio).unwrap().0, Model::Multiprocess);
        assert_eq!(with_crashes_apart(&field, Model::Multiprocess), None);
    }
}
