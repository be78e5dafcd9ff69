//! The workloads that the advice is audited on.

use crate::plan::ideal_ns;
use crate::work::ns;
use std::time::Duration;
use timing::workload::Workload;

/// How long each task waits.
pub const WAITS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(1),
    Duration::from_millis(20),
    Duration::from_millis(200),
    Duration::from_secs(1),
];

/// How much each task computes.
pub const COMPUTES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_micros(100),
    Duration::from_millis(1),
    Duration::from_millis(10),
    Duration::from_millis(50),
];

/// How many tasks there are.
pub const TASKS: [usize; 6] = [1, 8, 60, 500, 4_000, 20_000];

/// A workload whose ideal is longer than this takes too long to be run by every model.
const IDEAL_MOST: Duration = Duration::from_secs(5);

/// The grid on a machine with so many cores: every other crossing of [`WAITS`], [`COMPUTES`] and [`TASKS`], as on a chessboard, whose
/// ideal is under five seconds.
pub fn workloads(cores: usize) -> Vec<Workload> {
    let mut grid = Vec::new();
    for (row, wait) in WAITS.into_iter().enumerate() {
        for (column, compute) in COMPUTES.into_iter().enumerate() {
            for (layer, tasks) in TASKS.into_iter().enumerate() {
                let work = Workload { tasks, wait, compute, cores };
                if (row + column + layer) % 2 == 0 && ideal_ns(&work) < ns(IDEAL_MOST) {
                    grid.push(work);
                }
            }
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_at_least_forty_and_everything_is_among_them() {
        for cores in [1, 2, 4, 16] {
            let grid = workloads(cores);
            assert!((40..100).contains(&grid.len()), "{} on {cores} cores", grid.len());
            assert!(grid.iter().all(|work| ideal_ns(work) < 5e9 && work.cores == cores));
            assert!(WAITS.iter().all(|wait| grid.iter().any(|work| work.wait == *wait)));
            assert!(COMPUTES.iter().all(|compute| grid.iter().any(|work| work.compute == *compute)));
            assert!(TASKS.iter().all(|tasks| grid.iter().any(|work| work.tasks == *tasks)));
        }
    }
}
