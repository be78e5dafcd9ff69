//! Many tasks, one value: threads that all count in one counter. First a way that loses
//! updates although it compiles, then four that are right, and what each of them costs.
//! Programs that the compiler refuses stand in `demos/sharing/refused`.
//!
//! Run it with `just demo-sharing`, or `cargo run --release -p demo_sharing`.
//! Its chapter: `docs/src/sharing.md`.

mod notes;
mod ways;

use notes::Stretch;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread::{self, Builder};
use std::time::Instant;
use timing::workload::{Flag, Takes};
use timing::{Demo, RunKind, Task};

const UPDATES: Flag = Flag {
    name: "updates",
    takes: Takes::NumberUpTo(1_000_000_000),
    help: "how often each task adds 1 to the counter (10,000,000)",
};

// ANCHOR: main
fn main() -> ExitCode {
    // Started by you, this starts itself five times, and does not return. What follows
    // is done by each of the five: one run, in a process of its own.
    let demo = Demo::builder("sharing")
        .by_default("--tasks 4 --wait 0")
        .flags(&[UPDATES])
        .runs(&[
            RunKind::waits("lost-update"),
            RunKind::waits("mutex"),
            RunKind::waits("atomic"),
            RunKind::waits("channel"),
            RunKind::waits("per-thread"),
        ])
        .a_thread_each()
        .start();
    let updates = demo.number("updates").unwrap_or(10_000_000) as u64;
    let counted = match demo.run_name() {
        "lost-update" => ways::lost_update(&demo, updates),
        "mutex" => ways::mutex(&demo, updates),
        "atomic" => ways::atomic(&demo, updates),
        "channel" => ways::channel(&demo, updates),
        _ => ways::per_thread(&demo, updates),
    };
    notes::note(&demo, updates, &counted);
    demo.report()
}

/// Task 0 counts alone. When it is done, all the others count at the same time.
fn alone_then_at_once(demo: &Demo, count: impl Fn(&Task) + Sync) -> Vec<Stretch> {
    let stretches = Mutex::new(Vec::new());
    let run = |mut task: Task| {
        task.begin(); // now the task is under way
        thread::sleep(task.wait);
        task.work(); // from here on it computes
        let begin = Instant::now();
        count(&task);
        let stretch = Stretch { task: task.id, begin, end: Instant::now() };
        stretches.lock().unwrap().push(stretch); // nobody panics in here
        task.compute(); // what `--compute` asks for, on top; then the task has ended
    };
    thread::scope(|scope| {
        // `scope.spawn` would panic where no more threads can be had; this tells.
        let spawn = |task| Builder::new().spawn_scoped(scope, || run(task));
        let mut tasks = demo.tasks();
        let alone: Vec<_> = tasks.by_ref().take(1).map(spawn).collect();
        for thread in alone.into_iter().flatten() {
            let _ = thread.join(); // an error is a panic, which is recorded already
        }
        let at_once: Vec<_> = tasks.map(spawn).collect();
        for thread in at_once.into_iter().flatten() {
            let _ = thread.join();
        }
    });
    stretches.into_inner().unwrap()
}
// ANCHOR_END: main
