//! From runs of a model to what it would take for the whole work.
//!
//! What a run takes beyond the least that its model can need ([`crate::plan`]) is its overhead. Between two numbers of tasks, and
//! beyond them, overhead is taken to lie on a straight line: so much for the model, and so much for each task.

use crate::models::Model;
use crate::plan::{least_ns, waits_ns};
use crate::sample::{Reading, Sample};
use crate::work::ns;
use timing::workload::Workload;

/// What something takes, in nanoseconds: most likely, and in bounds within which it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Hardly less than this.
    pub low: f64,
    /// Most likely this.
    pub likely: f64,
    /// Hardly more than this; infinite where nothing was run.
    pub high: f64,
}

/// All runs of one model.
#[derive(Clone, Debug)]
pub struct Series {
    /// The model.
    pub model: Model,
    /// Its runs, in the order in which they were made.
    pub samples: Vec<Sample>,
}

/// Calibration is some percents off, and so is the clock rate of a core: the time of computing that was not measured in full may be
/// off by this share, after one run of a part of it and after several.
const COMPUTE_OFF: [f64; 2] = [0.07, 0.05];
/// Overhead that was seen in one run of less than the whole work may be so many times less, or more, and in several runs.
const OVERHEAD_OFF: [(f64, f64); 2] = [(0.4, 1.6), (0.7, 1.3)];

/// For so many nanoseconds the system may do something else in the middle of a run, as it may in the middle of each of two. Nothing is
/// given up for a shorter time than this; a third run is short then.
const HICCUP_NS: [f64; 3] = [50e6, 10e6, 0.0];

impl Series {
    /// Of a model that was not run yet.
    pub fn of(model: Model) -> Series {
        Series { model, samples: Vec::new() }
    }

    /// The runs of exactly this work.
    pub fn of_work<'a>(&'a self, work: &'a Workload) -> impl Iterator<Item = &'a Sample> {
        self.samples.iter().filter(move |sample| sample.work == *work)
    }

    /// The work that was run of which most is known: the whole, else that with the most tasks.
    pub fn furthest(&self, whole: &Workload) -> Option<Workload> {
        let key = |work: &Workload| (*work == *whole, work.tasks.min(whole.tasks), work.wait, work.compute);
        self.samples.iter().map(|sample| sample.work).filter(|work| work.tasks <= whole.tasks).max_by_key(key)
    }

    /// What this model takes for `work`. Where it has run just that, its runs say so; where it has run less, or more, that is
    /// carried over; where it has run nothing, it is the least that it can take.
    pub fn estimate(&self, work: &Workload, reading: Reading) -> Estimate {
        let least = least_ns(self.model, work);
        let waits = waits_ns(self.model, work);
        let walls = sorted(self.of_work(work).map(|sample| sample.wall_as(self.model, reading)));
        let computes = |share: f64| waits + (least - waits) * share;
        if !walls.is_empty() {
            let likely = middle(&walls);
            let off = off_by(&walls, (likely - waits).max(1.0));
            let varying = (likely - waits).max(0.0);
            let less = (varying * off).max(HICCUP_NS[(walls.len() - 1).min(2)].min(varying));
            // Even where tasks computed for less than was asked for.
            let low = (likely - less).max(computes(0.9)).min(likely);
            return Estimate { low, likely, high: likely + varying * off };
        }
        let points = self.points(work, reading);
        let Some(runs) = points.iter().map(|point| point.runs).max() else {
            return Estimate { low: computes(1.0 - COMPUTE_OFF[0]), likely: least, high: f64::INFINITY };
        };
        let several = usize::from(runs > 1);
        let (less, more) = OVERHEAD_OFF[several];
        let overhead = overhead_at(&points, work.tasks as f64);
        Estimate {
            low: computes(1.0 - COMPUTE_OFF[several]) + overhead.low * less,
            likely: least + overhead.likely,
            high: computes(1.0 + COMPUTE_OFF[several]) + overhead.high * more,
        }
    }

    /// The overhead for each number of tasks that was run, by that number, as it would be if they did what those of `whole` do.
    fn points(&self, whole: &Workload, reading: Reading) -> Vec<Point> {
        let mut counts: Vec<usize> = self.samples.iter().map(|sample| sample.work.tasks).collect();
        counts.sort_unstable();
        counts.dedup();
        let point = |tasks: usize| {
            let samples = self.samples.iter().filter(|sample| sample.work.tasks == tasks);
            // Where tasks were run that compute less than they are to, what disturbs them will do so for longer.
            let stretched = |sample: &Sample| match ns(sample.work.compute) {
                computed if computed < ns(whole.compute) && computed > ns(sample.work.wait) => {
                    ns(whole.compute) / computed
                }
                _ => 1.0,
            };
            let overhead = |sample: &Sample| {
                (sample.wall_as(self.model, reading) - least_ns(self.model, &sample.work)).max(0.0) * stretched(sample)
            };
            let overheads = sorted(samples.map(overhead));
            Point { tasks: tasks as f64, overhead: middle(&overheads), runs: overheads.len() }
        };
        counts.into_iter().map(point).collect()
    }
}

struct Point {
    tasks: f64,
    overhead: f64,
    runs: usize,
}

/// The overhead of so many tasks. With one point, it may be all the model's or all the tasks'; with several, it is on the line through
/// the nearest two. `points` are in the order of their tasks.
fn overhead_at(points: &[Point], tasks: f64) -> Estimate {
    let all = |overhead| Estimate { low: overhead, likely: overhead, high: overhead };
    let (before, after) = match points {
        [] => return all(0.0),
        [one] => {
            let scaled = one.overhead * tasks / one.tasks;
            let (low, high) = (scaled.min(one.overhead), scaled.max(one.overhead));
            return Estimate { low, likely: (low * high).sqrt(), high };
        }
        [.., last_but_one, last] if tasks >= last.tasks => (last_but_one, last),
        _ => {
            let upper = points.iter().position(|point| point.tasks > tasks).unwrap_or(points.len() - 1).max(1);
            (&points[upper - 1], &points[upper])
        }
    };
    let a_task = ((after.overhead - before.overhead) / (after.tasks - before.tasks)).max(0.0);
    let overhead = before.overhead + a_task * (tasks - before.tasks);
    // Fewer tasks than were ever run: it may be less, but not nothing.
    all(overhead.max(before.overhead * (tasks / before.tasks).min(1.0)))
}

/// The share by which the middle of these walls may be off: less the more there are, and the less they differ. `varying` is what of
/// it can vary.
fn off_by(sorted_walls: &[f64], varying: f64) -> f64 {
    let runs = sorted_walls.len();
    let least: f64 = match runs {
        ..=1 => 0.15,
        2 => 0.10,
        3..=6 => 0.07,
        _ => 0.05,
    };
    let spread = sorted_walls[(runs * 3 / 4).min(runs - 1)] - sorted_walls[runs / 4];
    least.max(spread / varying / (runs as f64).sqrt()).min(0.5)
}

/// In order.
pub fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The median; of an even number the lower one of the two: what disturbs a run makes it longer, never shorter.
///
/// # Panics
/// Where there are none.
pub fn middle(sorted: &[f64]) -> f64 {
    sorted[(sorted.len() - 1) / 2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn work(tasks: usize, wait_ms: u64, compute_ms: u64) -> Workload {
        Workload { tasks, wait: Duration::from_millis(wait_ms), compute: Duration::from_millis(compute_ms), cores: 2 }
    }

    /// Runs of a model that costs so much itself, and so much for each task, in microseconds.
    fn series(model: Model, works: &[Workload], itself_us: f64, a_task_us: f64) -> Series {
        let sample = |work: &Workload| {
            let overhead = (itself_us + a_task_us * work.tasks as f64) * 1e3;
            let wall_ns = (least_ns(model, work) + overhead) as u64;
            Sample { work: *work, wall_ns, ideal_ns: 0, cores_busy: None, elapsed: Duration::ZERO }
        };
        Series { model, samples: works.iter().map(sample).collect() }
    }

    #[test]
    fn what_was_not_run_takes_at_least_what_it_must() {
        let estimate = Series::of(Model::Sequential).estimate(&work(10, 100, 0), Reading::AsMeasured);
        assert_eq!((estimate.likely, estimate.high), (1e9, f64::INFINITY));
        assert_eq!(estimate.low, 1e9, "a wait is never shorter");
    }

    #[test]
    fn two_scales_give_a_line() {
        let small = series(Model::Thread, &[work(100, 100, 0), work(1_000, 100, 0)], 500.0, 50.0);
        let estimate = small.estimate(&work(10_000, 100, 0), Reading::AsMeasured);
        assert!((estimate.likely / 1e6 - 600.5).abs() < 0.01, "{estimate:?}");
        assert!(estimate.low < 600.5e6 && 600.5e6 < estimate.high);
        let between = small.estimate(&work(550, 100, 0), Reading::AsMeasured).likely / 1e6;
        assert!((between - 128.0).abs() < 0.01, "{between}");
        assert!((small.estimate(&work(1, 100, 0), Reading::AsMeasured).likely / 1e6 - 100.55).abs() < 0.01);
    }

    #[test]
    fn one_scale_leaves_open_what_is_paid_once() {
        let one = series(Model::AsyncTokio, &[work(100, 100, 0)], 1_000.0, 1.0);
        let estimate = one.estimate(&work(10_000, 100, 0), Reading::AsMeasured);
        assert!(estimate.low < 101e6 && 200e6 < estimate.high, "{estimate:?}");
    }

    #[test]
    fn the_work_itself_counts_for_more_than_a_part_of_it() {
        let whole = work(100, 10, 0);
        let mut runs = series(Model::Thread, &[work(10, 10, 0), whole, whole, whole], 0.0, 10.0);
        for (place, wall_ms) in [(1, 30), (2, 20), (3, 90)] {
            runs.samples[place].wall_ns = wall_ms * 1_000_000;
        }
        assert_eq!(runs.estimate(&whole, Reading::AsMeasured).likely, 30e6);
        assert_eq!(runs.furthest(&whole), Some(whole));
        assert_eq!(runs.furthest(&work(200, 10, 0)), Some(whole));
        assert_eq!(runs.furthest(&work(50, 10, 0)), Some(work(10, 10, 0)));
    }

    #[test]
    fn more_runs_that_agree_leave_less_open() {
        let whole = work(100, 0, 1);
        let open = |runs: usize| {
            let estimate = series(Model::Rayon, &vec![whole; runs], 100.0, 1.0).estimate(&whole, Reading::AsMeasured);
            estimate.high - estimate.low
        };
        assert!(open(1) > open(2) && open(2) > open(3) && open(3) > open(7));
    }

    #[test]
    fn a_hiccup_is_no_reason_to_give_up_a_model() {
        let whole = work(10, 20, 0);
        let low = |runs| {
            series(Model::Thread, &vec![whole; runs], 20_000.0, 0.0).estimate(&whole, Reading::AsMeasured).low / 1e6
        };
        assert_eq!(low(1), 20.0);
        assert!((low(2) - 30.0).abs() < 0.01 && (low(3) - 38.6).abs() < 0.01, "{} {}", low(2), low(3));
    }

    #[test]
    fn tasks_that_compute_for_longer_are_disturbed_for_longer() {
        let part = series(Model::Rayon, &[work(4, 0, 100)], 20_000.0, 0.0);
        assert_eq!(part.estimate(&work(4, 0, 1_000), Reading::AsMeasured).likely, 2_200e6);
    }

    proptest! {
        #[test]
        fn bounds_hold_what_is_likely(
            counts in proptest::collection::vec((1usize..2_000, 1u64..5_000_000), 1..8), asked in 1usize..20_000, model in 0usize..8
        ) {
            let model = Model::ALL[model];
            let sample = |&(tasks, wall_us): &(usize, u64)| Sample {
                work: work(tasks, 1, 1), wall_ns: wall_us * 1_000, ideal_ns: 0, cores_busy: None, elapsed: Duration::ZERO,
            };
            let series = Series { model, samples: counts.iter().map(sample).collect() };
            let whole = work(asked, 1, 1);
            let Estimate { low, likely, high } = series.estimate(&whole, Reading::AsMeasured);
            prop_assert!(likely.is_finite() && high.is_finite() && low > 0.0);
            prop_assert!(low <= likely * 1.000_001, "{low} {likely}");
            prop_assert!(likely <= high * 1.000_001, "{likely} {high}");
        }

        #[test]
        fn a_straight_line_is_found_again(itself in 0.0f64..5_000.0, a_task in 0.0f64..100.0, asked in 1usize..100_000) {
            let line = series(Model::AsyncSmol, &[work(64, 10, 0), work(512, 10, 0), work(4_096, 10, 0)], itself, a_task);
            let found = line.estimate(&work(asked, 10, 0), Reading::AsMeasured).likely;
            let expected = 10e6 + (itself + a_task * asked as f64) * 1e3;
            prop_assert!((found / expected - 1.0).abs() < 0.001, "{found} {expected}");
        }
    }
}
