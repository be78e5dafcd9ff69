//! Who decides when to switch? Tasks that only compute, more of them than cores, as
//! threads (the operating system interrupts them), as async tasks that never yield, and
//! as async tasks that yield every few milliseconds.
//!
//! Run it with `just demo-turns`, or `cargo run --release -p demo_turns`.
//! Its chapter: `docs/src/turns.md`.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;
use timing::{Demo, RunKind, Task};
use tokio::runtime::Builder;

/// How long an async task that is polite computes before it lets the others go on.
const TURN: Duration = Duration::from_millis(3);

// ANCHOR: threads
/// Preemptive: the code says nothing of a switch. The operating system interrupts a
/// thread at any time, between any two instructions, when others want its core.
fn threads(demo: &Demo) {
    let spawn = |mut task: Task| {
        thread::Builder::new().spawn(move || {
            task.begin();
            task.compute();
        })
    };
    let threads: Vec<_> = demo.tasks().map(spawn).collect();
    for thread in threads.into_iter().flatten() {
        let _ = thread.join(); // an error is a panic, which is recorded already
    }
}
// ANCHOR_END: threads

// ANCHOR: tasks
/// Cooperative: an async task lets go of its thread only where it awaits. Here is no
/// `.await`, so each task runs to its end before the next one begins.
async fn never_yields(mut task: Task) {
    task.begin();
    task.compute();
}

/// Cooperative, and polite: every few milliseconds it awaits, and the others go on.
async fn yields(mut task: Task) {
    task.begin();
    while task.compute_for(TURN) {
        tokio::task::yield_now().await;
    }
}
// ANCHOR_END: tasks

// ANCHOR: main
fn main() -> ExitCode {
    // Started by you, this starts itself three times, and does not return. What follows
    // is done by each of the three: one run, in a process of its own.
    let demo = Demo::builder("turns")
        .by_default(
            "--tasks 3 --wait 0 --compute 200ms --cores 1 --by core --zoom 100ms..140ms",
        )
        .a_thread_each()
        .runs(&[
            RunKind::computes("threads"),
            RunKind::computes("async"),
            RunKind::computes("async-yield"),
        ])
        .start();
    if demo.run_name() == "threads" {
        threads(&demo);
        return demo.report();
    }
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let spawn = |task| match demo.run_name() {
            "async" => tokio::spawn(never_yields(task)),
            _ => tokio::spawn(yields(task)),
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
    });
    demo.report()
}
// ANCHOR_END: main
