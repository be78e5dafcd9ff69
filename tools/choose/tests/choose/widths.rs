//! What is known of the models without measuring is true of their demos.

use super::alone;
use choose::demos::{Demos, build};
use choose::models::Model;
use choose::work::Question;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};
use timing::workload::Workload;

const LONG: Duration = Duration::from_secs(60);

/// Everything rests on how many tasks a demo has under way at once where no flag says so.
#[test]
fn demos_have_as_many_tasks_under_way_as_is_reckoned_with() {
    let _alone = alone();
    let interrupted = AtomicBool::new(false);
    let (programs, _) = build(&interrupted).unwrap();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for compute in [Duration::ZERO, Duration::from_micros(100)] {
        for model in Model::ALL {
            let of = |tasks| Workload { tasks, wait: Duration::from_millis(100), compute, cores };
            // Two more than have room at once, where not all have.
            let width_of_many = model.width(&of(10_000));
            let work = of(if width_of_many < 10_000 { width_of_many + 2 } else { 9 });
            let width = model.width(&work);
            let demos = Demos::new(&programs, Question::about(work), Instant::now(), LONG, &interrupted);
            // While other work has the cores, the first may be done before the last has begun: then they wait for longer.
            let mut peaks = (0..6).map(|times| {
                let work = Workload { wait: work.wait * (1 << times), ..work };
                demos.run_within(model, &work, LONG).unwrap().concurrency_peak
            });
            let reached = peaks.find(|peak| *peak >= width);
            assert_eq!(reached, Some(width), "{model:?} with {work:?}");
        }
    }
}
