//! CPU-bound work on all cores: a parallel iterator. The loop stays a loop, and a pool of
//! threads shares its items.
//!
//! Run it with `just demo-rayon`, or `cargo run --release -p demo_rayon`.
//! Its chapter: `docs/src/rayon.md`.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;
use timing::{Demo, Task};

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::builder("rayon")
        .by_default("--tasks 16 --wait 0 --compute 50ms")
        .workers(|workload| workload.cores)
        .start();
    say_how_many_wait(&demo);
    let tasks: Vec<Task> = demo.tasks().collect();
    let run_all = || {
        // Rayon splits the tasks in two again and again: here down to single ones, else a
        // few would stay together, one behind the other on one thread.
        tasks.into_par_iter().with_max_len(1).for_each(|mut task| {
            task.begin(); // now the task is under way
            thread::sleep(task.wait); // it waits, and keeps its thread
            task.compute(); // then it computes
        });
    };
    let pool = ThreadPoolBuilder::new().num_threads(demo.workers());
    // If a task panics, rayon still does all that was split off from it, and then panics
    // here. (Of tasks that stay together, those behind the one that panics never begin.)
    let _ = catch_unwind(AssertUnwindSafe(|| {
        // Makes the pool's threads, and joins them when `run_all` is done.
        pool.build_scoped(|thread| thread.run(), |pool| pool.install(run_all))
    }));
    demo.report()
}
// ANCHOR_END: demo

fn say_how_many_wait(demo: &Demo) {
    if !demo.workload().wait.is_zero() {
        let threads = demo.workers();
        let sentence = format!(
            "Of the tasks at most {threads} can wait at once, one on each thread of the \
             pool: a task that waits keeps its thread."
        );
        demo.note("waiting_most", threads as u64, &sentence);
    }
}
