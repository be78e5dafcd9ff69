//! The answer, before it is put into words or JSON: the advice, and what of each model is worth showing.

use crate::allowed::Out;
use crate::field::{Entry, Field};
use crate::models::Model;
use crate::plan::ideal_ns;
use crate::predict::{Estimate, middle, sorted};
use std::time::Duration;
use timing::report::Machine;
use timing::workload::Workload;

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// All models, with their runs.
    pub field: Field,
    /// The one that is advised.
    pub advice: Model,
    /// The machine that all of this is true of.
    pub machine: Machine,
    /// How long it was measured.
    pub spent: Duration,
    /// What the user has not said, and what was taken instead.
    pub taken: Vec<String>,
}

/// What was measured of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The model.
    pub model: Model,
    /// What of the work was run: as much of it as there was time for.
    pub work: Workload,
    /// How often.
    pub runs: usize,
    /// The median of what it took.
    pub wall_ns: u64,
    /// The shortest and the longest.
    pub range_ns: (u64, u64),
    /// The ideal of the median run.
    pub ideal_ns: u64,
    /// What the whole work takes, or would take.
    pub whole: Estimate,
    /// That in ideals ([`Answer::ideal_ns`]), at least 1; `None` where the ideal is nothing at all.
    pub times_ideal: Option<f64>,
}

impl Answer {
    /// The work in question.
    pub fn work(&self) -> Workload {
        self.field.question.work
    }

    /// The ideal, in nanoseconds, that no run of the work is ahead of: as worked out from what was asked for, or, where tasks computed for
    /// less than that, the lowest one of the runs themselves. Calibration is some percents off, and a core's speed changes.
    pub fn ideal_ns(&self) -> f64 {
        let work = self.work();
        let runs = self.field.entries.iter().flat_map(|entry| entry.series.of_work(&work));
        runs.map(|sample| sample.ideal_ns as f64).fold(ideal_ns(&work), f64::min)
    }

    /// What was measured, a model each: the simplest first.
    pub fn measured(&self) -> Vec<Measured> {
        self.field.entries.iter().filter_map(|entry| self.measured_of(entry)).collect()
    }

    fn measured_of(&self, entry: &Entry) -> Option<Measured> {
        let whole_work = self.work();
        let work = entry.series.furthest(&whole_work)?;
        let mut samples: Vec<_> = entry.series.of_work(&work).collect();
        samples.sort_by_key(|sample| sample.wall_ns);
        let median = samples[(samples.len() - 1) / 2];
        let whole = self.field.estimate(entry.model(), &whole_work);
        let ideal = self.ideal_ns();
        Some(Measured {
            model: entry.model(),
            work,
            runs: samples.len(),
            wall_ns: median.wall_ns,
            range_ns: (samples[0].wall_ns, samples[samples.len() - 1].wall_ns),
            ideal_ns: median.ideal_ns,
            whole,
            times_ideal: (ideal > 0.0).then(|| (whole.likely / ideal).max(1.0)),
        })
    }

    /// What the advised model takes for the whole work.
    pub fn advised(&self) -> Estimate {
        self.field.estimate(self.advice, &self.work())
    }

    /// By how much runs of the same work differed: of those between which it was decided, the median of (longest - shortest) /
    /// median. `None` where nothing was run more than twice.
    pub fn noise(&self) -> Option<f64> {
        let decided: Vec<Model> = self.field.contenders().iter().map(|(model, _)| *model).collect();
        let several =
            self.measured().into_iter().filter(|measured| measured.runs > 2 && decided.contains(&measured.model));
        let noises = sorted(several.map(|measured| {
            let (least, most) = measured.range_ns;
            (most - least) as f64 / measured.wall_ns.max(1) as f64
        }));
        (!noises.is_empty()).then(|| middle(&noises))
    }

    /// The models that could have been measured, but that something went wrong with, each with what.
    pub fn troubles(&self) -> impl Iterator<Item = String> {
        self.field.left_out().filter_map(|(model, out)| match out {
            Out::Broke(why) => Some(format!("{}: {why}", model.name())),
            _ => None,
        })
    }
}
