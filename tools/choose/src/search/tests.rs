//! The search on made-up machines, whose clock is only counted.

use super::*;
use crate::decide::WITHIN;
use crate::models::Kind;
use crate::plan::ideal_ns;
use crate::work::Question;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A machine on which a model costs something itself and something for each task, and on which every run is disturbed a little.
struct MadeUp {
    costs_us: BTreeMap<Model, (f64, f64)>,
    noise: f64,
    seed: u64,
    budget: Duration,
    spent: Duration,
    runs: Vec<(Model, Workload)>,
    /// After so many runs, Ctrl-C comes.
    interrupted_after: usize,
    broken: Option<Model>,
}

/// What models cost on the machine that this was written on, in microseconds: themselves, and for each task.
const USUAL_US: [(Model, f64, f64); 8] = [
    (Model::Sequential, 2.0, 0.2),
    (Model::Rayon, 150.0, 0.4),
    (Model::Thread, 50.0, 60.0),
    (Model::ThreadPool, 150.0, 0.4),
    (Model::AsyncTokio, 1_100.0, 2.5),
    (Model::AsyncSmol, 100.0, 1.0),
    (Model::AsyncTokioMulti, 1_400.0, 3.0),
    (Model::Multiprocess, 4_000.0, 50.0),
];

impl MadeUp {
    fn new(noise: f64, seed: u64) -> MadeUp {
        MadeUp {
            costs_us: USUAL_US.into_iter().map(|(model, itself, a_task)| (model, (itself, a_task))).collect(),
            noise,
            seed,
            budget: Duration::from_secs(20),
            spent: Duration::ZERO,
            runs: Vec::new(),
            interrupted_after: usize::MAX,
            broken: None,
        }
    }

    fn undisturbed_ns(&self, model: Model, work: &Workload) -> f64 {
        let (itself, a_task) = self.costs_us[&model];
        least_ns(model, work) + (itself + a_task * work.tasks as f64) * 1e3
    }

    /// Between 0 and 1, unordered: a linear congruence (the constants are Knuth's for MMIX).
    fn chance(&mut self) -> f64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 40) as f64 / (1u64 << 24) as f64
    }
}

impl Bench for MadeUp {
    fn run(&mut self, model: Model, work: &Workload) -> Ran {
        if self.runs.len() >= self.interrupted_after {
            return Ran::Interrupted;
        }
        self.runs.push((model, *work));
        if self.broken == Some(model) {
            return Ran::Broke("it fell over".to_owned());
        }
        let undisturbed = self.undisturbed_ns(model, work);
        let waits = crate::plan::waits_ns(model, work);
        let wall_ns = waits + (undisturbed - waits) * (1.0 + self.noise * self.chance());
        let elapsed = Duration::from_nanos(wall_ns as u64) + Duration::from_millis(8);
        if elapsed > self.left() {
            self.spent = self.budget;
            return Ran::Overdue;
        }
        self.spent += elapsed;
        let ideal_ns = ideal_ns(work) as u64;
        Ran::Done(Sample { work: *work, wall_ns: wall_ns as u64, ideal_ns, cores_busy: None, elapsed })
    }

    fn left(&self) -> Duration {
        self.budget.saturating_sub(self.spent)
    }

    fn budget(&self) -> Duration {
        self.budget
    }
}

fn work(tasks: usize, wait_us: u64, compute_us: u64) -> Workload {
    Workload { tasks, wait: Duration::from_micros(wait_us), compute: Duration::from_micros(compute_us), cores: 2 }
}

fn searched(work: Workload, machine: &mut MadeUp) -> Field {
    search(Field::of(Question::about(work)), machine, true)
}

#[test]
fn clear_cases_have_clear_answers() {
    let advice = |work| searched(work, &mut MadeUp::new(0.03, 7)).advice().unwrap();
    assert_eq!(advice(work(1, 100_000, 0)), Model::Sequential);
    assert_eq!(advice(work(10_000, 0, 0)), Model::Sequential);
    assert_eq!(advice(work(16, 0, 50_000)), Model::Rayon);
    assert_eq!(advice(work(10, 200_000, 0)), Model::Thread);
    assert_eq!(advice(work(20_000, 1_000_000, 0)), Model::AsyncTokio);
    assert_eq!(advice(work(5_000, 80_000, 2_000)), Model::Thread);
    assert_eq!(advice(work(20_000, 80_000, 200)), Model::AsyncTokioMulti);
    let alone = Question { fail_alone: true, ..Question::about(work(100, 1_000, 0)) };
    assert_eq!(search(Field::of(alone), &mut MadeUp::new(0.1, 7), true).advice(), Some(Model::Multiprocess));
    let blocking = Question { blocking_library: true, ..Question::about(work(2_000, 500_000, 0)) };
    assert_eq!(search(Field::of(blocking), &mut MadeUp::new(0.1, 7), true).advice(), Some(Model::Thread));
}

#[test]
fn what_cannot_win_is_not_run_and_what_can_is_run_in_full() {
    let mut machine = MadeUp::new(0.05, 1);
    let field = searched(work(5_000, 100_000, 0), &mut machine);
    let was_run = |model: Model, full: bool| {
        machine.runs.iter().any(|(ran, part)| *ran == model && (!full || *part == work(5_000, 100_000, 0)))
    };
    for model in [Model::Sequential, Model::Rayon, Model::ThreadPool, Model::Multiprocess] {
        assert!(!was_run(model, false) && matches!(field.entry(model).out, Some(Out::CannotWin(_))), "{model:?}");
    }
    for model in [Model::AsyncTokio, Model::AsyncSmol, Model::AsyncTokioMulti] {
        assert!(was_run(model, true), "{model:?}");
    }
    assert!(was_run(Model::Thread, false) && !was_run(Model::Thread, true), "a part has shown that it is behind");
}

#[test]
fn models_take_turns_in_an_order_that_changes() {
    let whole = work(5_000, 100_000, 0);
    let mut machine = MadeUp::new(0.05, 1);
    searched(whole, &mut machine);
    let in_full: Vec<Model> = machine.runs.iter().filter(|(_, part)| *part == whole).map(|(model, _)| *model).collect();
    let rounds: Vec<&[Model]> = in_full.chunks(3).collect();
    assert!(rounds.len() > 2, "{rounds:?}");
    for (number, round) in rounds.iter().enumerate() {
        assert!(
            round.iter().all(|model| model.kind() == Kind::Async) && !rounds[..number].contains(round),
            "{rounds:?}"
        );
    }
}

#[test]
fn waits_and_computing_that_are_too_long_are_measured_shortened() {
    let day = work(3, 86_400_000_000, 86_400_000_000);
    let mut machine = MadeUp::new(0.05, 1);
    let field = searched(day, &mut machine);
    assert_eq!(field.advice(), Some(Model::Thread));
    assert!(machine.runs.iter().all(|(_, part)| part.wait < Duration::from_secs(3)));
    assert!(machine.spent <= machine.budget && !machine.runs.is_empty());
}

#[test]
fn ctrl_c_leaves_an_answer_where_there_is_enough_for_one() {
    let after = |runs| {
        let mut machine = MadeUp { interrupted_after: runs, ..MadeUp::new(0.05, 1) };
        let field = searched(work(16, 0, 50_000), &mut machine);
        (field.interrupted, field.advice())
    };
    assert_eq!(after(0), (true, None));
    assert_eq!(after(2), (true, None));
    let all = {
        let mut machine = MadeUp::new(0.05, 1);
        searched(work(16, 0, 50_000), &mut machine);
        machine.runs.len()
    };
    assert_eq!(after(all - 1), (true, Some(Model::Rayon)));
    assert_eq!(after(all), (false, Some(Model::Rayon)));
}

#[test]
fn a_model_that_breaks_leaves_the_others() {
    let mut machine = MadeUp { broken: Some(Model::Rayon), ..MadeUp::new(0.05, 1) };
    let field = searched(work(16, 0, 50_000), &mut machine);
    assert_eq!(field.entry(Model::Rayon).out, Some(Out::Broke("it fell over".to_owned())));
    assert_eq!(field.advice(), Some(Model::Thread));
    assert_eq!(machine.runs.iter().filter(|(model, _)| *model == Model::Rayon).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the work, and however models differ: the budget is kept, there is advice, and on a machine that is nearly quiet it is
    /// about as good as could be had.
    #[test]
    fn advice_is_good_and_within_the_budget(
        tasks in prop_oneof![1usize..50, 1usize..20_000],
        wait_us in prop_oneof![Just(0u64), 1u64..1_000_000],
        compute_us in prop_oneof![Just(0u64), 1u64..50_000],
        factors in proptest::collection::vec(0.3f64..3.0, 8),
        budget_s in 1u64..20, seed in any::<u64>(), fail_alone in any::<bool>(), blocking_library in any::<bool>(),
    ) {
        let work = work(tasks, wait_us, compute_us);
        let mut machine = MadeUp { budget: Duration::from_secs(budget_s), ..MadeUp::new(0.06, seed) };
        for (factor, (itself, a_task)) in factors.iter().zip(machine.costs_us.values_mut()) {
            *itself *= factor;
            *a_task *= factor;
        }
        let question = Question { fail_alone, blocking_library, ..Question::about(work) };
        let field = search(Field::of(question), &mut machine, true);
        prop_assert!(machine.spent <= machine.budget);
        prop_assert!(!field.interrupted);
        let advice = field.advice();
        prop_assert!(advice.is_some(), "{field:?}");
        let advice = advice.unwrap();
        prop_assert!(!fail_alone || advice == Model::Multiprocess);
        prop_assert!(!blocking_library || advice.kind() != Kind::Async);
        prop_assert!(!field.entry(advice).series.samples.is_empty(), "it was never run");
        // Where the ideal is so long that no run of the whole fits, or hardly, less can be promised.
        if ideal_ns(&work) * 20.0 < machine.budget.as_nanos() as f64 {
            let allowed = field.entries.iter().filter(|entry| !matches!(entry.out, Some(Out::CrashesTogether | Out::Blocked | Out::DoesNotFit(_))));
            let best = allowed.map(|entry| machine.undisturbed_ns(entry.model(), &work)).fold(f64::INFINITY, f64::min);
            let took = machine.undisturbed_ns(advice, &work);
            prop_assert!(took <= WITHIN * 1.1 * best, "{advice:?} {took} {best} {:?}", field.candidates());
        }
    }
}
