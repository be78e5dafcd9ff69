//! One run of a model, and how it is read.

use crate::models::Model;
use crate::plan::{least_ns, waits_ns};
use crate::work::ns;
use std::time::Duration;
use timing::workload::Workload;

/// A run that computes for less than this, in nanoseconds, tells little of what other work takes.
const COMPUTES_LONG_NS: f64 = 50e6;

/// One run of a model that did all of its tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// What was run: the whole work, or less of it.
    pub work: Workload,
    /// What it took, as the demo measured itself.
    pub wall_ns: u64,
    /// The ideal of that run, from the CPU time that its tasks really used.
    pub ideal_ns: u64,
    /// How many cores it had on average; `None` where the system does not tell.
    pub cores_busy: Option<f64>,
    /// What it took with everything around it: starting the demo, and taking its report.
    pub elapsed: Duration,
}

/// What counts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// What it took.
    AsMeasured,
    /// What it would have taken with the cores to itself. It is read so only where other work took much of them: what a model itself
    /// leaves idle cannot be told from what others took.
    Undisturbed,
}

impl Sample {
    /// What it took, read in this way, in nanoseconds.
    pub fn wall_as(&self, model: Model, reading: Reading) -> f64 {
        let wall = self.wall_ns as f64;
        match (reading, self.cores_taken(model)) {
            (Reading::Undisturbed, Some(taken)) => {
                let waits = waits_ns(model, &self.work).min(wall);
                let alone = waits + (wall - waits) * (1.0 - taken);
                // However much others took: no schedule ends sooner than the ideal.
                alone.max(wall.min(self.ideal_ns as f64))
            }
            _ => wall,
        }
    }

    /// The share of the cores that this run had not, and should have had by what there was to compute; `None` where there was little,
    /// or the system does not tell.
    pub fn cores_taken(&self, model: Model) -> Option<f64> {
        let computing = ns(self.work.compute) * self.work.tasks as f64;
        let (least, waits) = (least_ns(model, &self.work), waits_ns(model, &self.work));
        let varying = self.wall_ns as f64 - waits;
        if computing < COMPUTES_LONG_NS || varying <= 0.0 {
            return None;
        }
        let had = self.cores_busy? * self.wall_ns as f64 / varying;
        let should_have = computing / (least - waits);
        Some((1.0 - had / should_have).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_work_took_can_be_left_out() {
        let work = |compute_ms| Workload {
            tasks: 10,
            wait: Duration::from_millis(100),
            compute: Duration::from_millis(compute_ms),
            cores: 2,
        };
        let sample = Sample {
            work: work(100),
            wall_ns: 2_100_000_000,
            ideal_ns: 0,
            cores_busy: Some(0.5),
            elapsed: Duration::ZERO,
        };
        // After the waits, of 2 s of two cores it had 1.05 s of one.
        assert!((sample.cores_taken(Model::Thread).unwrap() - 0.7375).abs() < 0.001);
        assert_eq!(sample.wall_as(Model::Thread, Reading::AsMeasured), 2_100e6);
        assert!((sample.wall_as(Model::Thread, Reading::Undisturbed) / 1e6 - 625.0).abs() < 1.0);
        let tiny = Sample { work: work(1), ..sample };
        assert_eq!(tiny.cores_taken(Model::Thread), None, "there is too little to compute");
        let with_a_long_task = Sample { ideal_ns: 700_000_000, ..sample };
        assert_eq!(with_a_long_task.wall_as(Model::Thread, Reading::Undisturbed), 700e6, "its ideal");
        let untold = Sample { cores_busy: None, ..sample };
        assert_eq!(untold.wall_as(Model::Thread, Reading::Undisturbed), 2_100e6, "nobody can tell");
    }
}
