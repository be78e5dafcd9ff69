//! What a model needs at least for some work, worked out without running anything.

use crate::models::Model;
use crate::work::ns;
use timing::workload::Workload;

/// No schedule can end sooner, in nanoseconds: the larger of (a task's wait and its CPU time) and (a wait, and then all CPU time
/// spread over the cores).
pub fn ideal_ns(work: &Workload) -> f64 {
    let (wait, compute) = (ns(work.wait), ns(work.compute));
    wait + compute.max(work.tasks as f64 * compute / work.cores.max(1) as f64)
}

/// This model cannot end sooner, in nanoseconds, if it costs nothing itself: its tasks wait in rows, as many at once as it has under
/// way, and compute on as many cores as it uses.
// ANCHOR: least
pub fn least_ns(model: Model, work: &Workload) -> f64 {
    let (wait, compute) = (ns(work.wait), ns(work.compute));
    let in_rows = rows(model, work) * (wait + compute);
    let on_cores = wait + work.tasks as f64 * compute / model.cores(work) as f64;
    in_rows.max(on_cores)
}
// ANCHOR_END: least

/// How much of that is nothing but waiting, in nanoseconds: no noise of the machine makes it shorter, and little makes it longer.
pub fn waits_ns(model: Model, work: &Workload) -> f64 {
    rows(model, work) * ns(work.wait)
}

fn rows(model: Model, work: &Workload) -> f64 {
    work.tasks.div_ceil(model.width(work)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn work(tasks: usize, wait_ms: u64, compute_ms: u64) -> Workload {
        Workload { tasks, wait: Duration::from_millis(wait_ms), compute: Duration::from_millis(compute_ms), cores: 2 }
    }

    #[test]
    fn tasks_wait_in_rows_and_compute_on_cores() {
        let ms = |model, work: Workload| least_ns(model, &work) / 1e6;
        let mixed = work(10, 100, 20);
        assert_eq!(ideal_ns(&mixed) / 1e6, 200.0);
        assert_eq!(ms(Model::Sequential, mixed), 1_200.0);
        assert_eq!(ms(Model::Rayon, mixed), 600.0, "five rows of two");
        assert_eq!(ms(Model::ThreadPool, mixed), 360.0, "three rows of up to four");
        assert_eq!(ms(Model::AsyncTokio, mixed), 300.0, "one wait, and then one core");
        assert_eq!(ms(Model::AsyncTokioMulti, mixed), 200.0);
        assert_eq!(waits_ns(Model::ThreadPool, &mixed) / 1e6, 300.0);
        assert_eq!(ms(Model::Multiprocess, work(128, 10, 0)), 20.0);
    }

    proptest! {
        #[test]
        fn nobody_beats_the_ideal(tasks in 1usize..20_000, wait in 0u64..1_000, compute in 0u64..50) {
            let work = work(tasks, wait, compute);
            for model in Model::ALL {
                let least = least_ns(model, &work);
                prop_assert!(least >= ideal_ns(&work) * 0.999_999, "{model:?}");
                prop_assert!(waits_ns(model, &work) <= least * 1.000_001, "{model:?}");
            }
        }
    }
}
