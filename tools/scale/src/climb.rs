//! How far one model has come: its steps, what the next one would take, and what has stopped it.

use crate::models::{Model, Shape};
use std::time::Duration;
use timing::report::Run;

/// A run of a model, with so many tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How many tasks there were.
    pub tasks: u64,
    /// What the demo reports: from before its threads, runtime or processes were made until they were joined.
    pub wall_ns: u64,
    /// Ideal / wall, at most 1.
    pub efficiency: f64,
    /// The peak of its resident memory: of a demo with several processes their sum, in which shared pages count more than once.
    pub memory_bytes: Option<u64>,
    /// The most tasks that were under way at once.
    pub concurrency_peak: u64,
    /// How many processes took part.
    pub processes: u64,
    /// How long the whole process took, in nanoseconds.
    pub took_ns: u64,
}

impl Step {
    /// The step that a run was.
    pub fn of(tasks: u64, run: &Run, took: Duration) -> Step {
        Step {
            tasks,
            wall_ns: run.wall_ns,
            efficiency: run.efficiency,
            memory_bytes: run.memory_peak_bytes,
            concurrency_peak: run.concurrency_peak as u64,
            processes: u64::from(run.processes),
            took_ns: took.as_nanos() as u64,
        }
    }
}

/// What has stopped a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which kind of thing it was.
    pub by: By,
    /// What exactly, in words.
    pub reason: String,
    /// What lets it go further, where something does.
    pub raise: Option<String>,
}

/// What can stop a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nothing: all that was asked for was run.
    Done,
    /// There was not enough time left.
    Budget,
    /// It would take more memory than it may.
    Memory,
    /// A limit of the system.
    Limit,
    /// It was tried, and went wrong.
    Failure,
    /// Ctrl-C.
    Interrupt,
}

impl By {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            By::Done => "done",
            By::Budget => "budget",
            By::Memory => "memory",
            By::Limit => "limit",
            By::Failure => "failure",
            By::Interrupt => "interrupt",
        }
    }
}

/// A model and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Climb {
    /// The model.
    pub model: Model,
    /// Its runs, from few tasks to many.
    pub steps: Vec<Step>,
    /// What has stopped it; `None` while it goes on.
    pub stop: Option<Stop>,
}

/// How long a demo takes to start and to report, beside its tasks, where it has not been quicker.
const START: Duration = Duration::from_millis(50);
/// What a run took beside waiting tells of runs with at most so many times the tasks.
const TELLS_OF: u64 = 32;
/// Steps that differ in memory by less than this say nothing of what a task takes.
const GROWTH_LEAST_BYTES: f64 = 500_000.0;

impl Climb {
    /// A model that has not begun.
    pub fn of(model: Model) -> Climb {
        Climb { model, steps: Vec::new(), stop: None }
    }

    /// Takes a step in among the others.
    pub fn add(&mut self, step: Step) {
        let place = self.steps.partition_point(|other| other.tasks < step.tasks);
        self.steps.insert(place, step);
    }

    /// Whether it has run so many tasks.
    pub fn has_run(&self, tasks: u64) -> bool {
        self.steps.iter().any(|step| step.tasks == tasks)
    }

    /// The most tasks that it has run.
    pub fn reached(&self) -> u64 {
        self.steps.last().map_or(0, |step| step.tasks)
    }

    /// How long a run of so many tasks is likely to take.
    pub fn expected(&self, tasks: u64, wait: Duration) -> Duration {
        let waits = |tasks| wait.as_secs_f64() * self.model.waits(tasks) as f64;
        let beside = |step: &Step| step.took_ns as f64 / 1e9 - waits(step.tasks);
        let start = self.steps.iter().map(beside).fold(START.as_secs_f64(), f64::min);
        // What large runs took is better than what is thought beforehand; what small ones took is noise, many times over.
        let tells = |step: &&Step| step.tasks.saturating_mul(TELLS_OF) >= tasks;
        let measured = self.steps.last().filter(tells).and_then(|step| {
            let of_the_tasks = beside(step) - start;
            (of_the_tasks > 0.1).then_some(1.2 * of_the_tasks / step.tasks as f64)
        });
        let each = measured.unwrap_or(self.model.expected_task().as_secs_f64());
        let seconds = waits(tasks) + start.max(0.0) + each * tasks as f64;
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }

    /// About how much memory a run of so many tasks takes, in bytes: as it is reported, and with what the kernel keeps.
    pub fn expected_bytes(&self, tasks: u64) -> (u64, u64) {
        let (bytes, kernel_bytes) = self.model.expected_bytes();
        let each = self.task_bytes().map_or(bytes, |measured| (1.1 * measured) as u64);
        let (from, before) =
            self.steps.last().map_or((0, 3_000_000), |step| (step.tasks, step.memory_bytes.unwrap_or(0)));
        let reported = before.saturating_add(each.saturating_mul(tasks.saturating_sub(from)));
        (reported, reported.saturating_add(kernel_bytes.saturating_mul(tasks)))
    }

    /// The most tasks of which [`Climb::expected_bytes`] says that they take no more than `reported` and, with what the kernel keeps,
    /// `whole` bytes.
    pub fn within_bytes(&self, reported: u64, whole: u64, most: u64) -> u64 {
        let fits = |tasks| {
            let (of_the_report, of_all) = self.expected_bytes(tasks);
            of_the_report <= reported && of_all <= whole
        };
        // The most that fits is between two counts that are brought together.
        let (mut low, mut high) = (0, most + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if fits(middle) { low = middle } else { high = middle }
        }
        low
    }

    /// What each task adds to the memory that the demo reports, in bytes, by regression over the steps; `None` where they are too few,
    /// or too little is added to tell. For processes it is what each of them adds.
    pub fn task_bytes(&self) -> Option<f64> {
        let held = |step: &Step| match self.model.shape {
            Shape::Few(_) => None, // however many tasks there are, the same few threads are there
            Shape::Threads | Shape::Async => Some(step.tasks),
            Shape::Processes => step.processes.checked_sub(1),
        };
        let points: Vec<(f64, f64)> =
            self.steps.iter().filter_map(|step| Some((held(step)? as f64, step.memory_bytes? as f64))).collect();
        let most = points.iter().map(|(held, _)| *held).fold(0.0, f64::max);
        let slope = statistics::slope(&points).filter(|_| points.len() >= 3)?;
        (slope * most >= GROWTH_LEAST_BYTES).then_some(slope)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::models::ALL;
    use proptest::prelude::*;

    /// A model that has run so many tasks each time, at so many bytes each.
    pub fn climbed(name: &str, counts: &[u64], each_bytes: u64) -> Climb {
        let model = *ALL.iter().find(|model| model.name == name).unwrap();
        let step = |tasks: u64| Step {
            tasks,
            wall_ns: 1_000_000_000 * model.waits(tasks) + 2_000 * tasks,
            efficiency: 1.0 / model.waits(tasks) as f64,
            memory_bytes: Some(3_000_000 + each_bytes * tasks),
            concurrency_peak: tasks,
            processes: if model.shape == Shape::Processes { tasks + 1 } else { 1 },
            took_ns: 1_050_000_000 * model.waits(tasks) + 4_000 * tasks,
        };
        Climb { model, steps: counts.iter().map(|tasks| step(*tasks)).collect(), stop: None }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_measured_takes_the_place_of_what_is_thought() {
        let fresh = climbed("async_tokio", &[], 0);
        assert!((fresh.expected(1_000_000, SECOND).as_secs_f64() - 4.05).abs() < 0.1);
        // 4 us a task were measured; a fifth is added.
        let climbed_high = climbed("async_tokio", &[1, 100_000], 600);
        assert!((climbed_high.expected(1_000_000, SECOND).as_secs_f64() - 5.85).abs() < 0.1);
        let climbed_low = climbed("async_tokio", &[1, 1_000], 600);
        assert_eq!(climbed_low.expected(1_000_000, SECOND).as_secs(), 4, "a thousandth says nothing");
        let one_by_one = climbed("sequential", &[1, 2], 0);
        assert!((one_by_one.expected(60, SECOND).as_secs_f64() - 60.0).abs() < 0.2);
    }

    #[test]
    fn memory_a_task_needs_three_counts_and_something_to_see() {
        let bytes = |name, counts: &[u64]| climbed(name, counts, 600).task_bytes().map(f64::round);
        assert_eq!(bytes("async_tokio", &[1, 100, 10_000]), Some(600.0));
        assert_eq!(bytes("multiprocess", &[1, 100, 10_000]), Some(600.0));
        assert_eq!(bytes("async_tokio", &[1, 10_000]), None, "too few");
        assert_eq!(bytes("async_tokio", &[1, 2, 4]), None, "too little");
        assert_eq!(bytes("thread_pool", &[1, 100, 10_000]), None, "it has four threads, and no more");
    }

    #[test]
    fn nothing_is_expected_to_fit_where_nothing_may_be_taken() {
        assert_eq!(climbed("thread", &[], 0).within_bytes(0, 0, 1_000_000), 0);
        assert_eq!(climbed("thread", &[], 0).within_bytes(u64::MAX, u64::MAX, 1_000_000), 1_000_000);
    }

    proptest! {
        #[test]
        fn the_most_that_fits_does_and_one_more_does_not(reported in 0u64..10_000_000_000, whole in 0u64..10_000_000_000) {
            let climb = climbed("thread", &[1, 100, 1_000], 10_000);
            let most = climb.within_bytes(reported, whole, 1_000_000);
            let fits = |tasks| climb.expected_bytes(tasks).0 <= reported && climb.expected_bytes(tasks).1 <= whole;
            prop_assert!(most == 0 || fits(most));
            prop_assert!(most == 1_000_000 || !fits(most + 1));
        }
    }
}
