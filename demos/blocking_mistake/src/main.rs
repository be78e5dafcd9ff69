//! The blocking mistake: an async task that does not let go of its thread stops all the
//! others. Five runs, each beside a heartbeat that should tick every 20 ms.
//!
//! Run it with `just demo-blocking-mistake`, or
//! `cargo run --release -p demo_blocking_mistake`.
//! Its chapter: `docs/src/blocking_mistake.md`.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;
use timing::{Demo, Heartbeat, RunKind, Task};
use tokio::runtime::Builder;

// ANCHOR: tasks
/// The mistake: `thread::sleep` does not return before the time is over, and until then
/// the thread can poll no other task.
async fn mistake(mut task: Task) {
    task.begin();
    thread::sleep(task.wait);
    task.compute();
}

/// Mended with the runtime's own sleep: `.await` gives the thread back.
async fn async_sleep(mut task: Task) {
    task.begin();
    tokio::time::sleep(task.wait).await;
    task.compute();
}

/// Mended by moving the call that blocks to a thread where it may block.
async fn spawn_blocking(mut task: Task) {
    let blocking = move || {
        task.begin();
        thread::sleep(task.wait);
        task.compute();
    };
    let _ = tokio::task::spawn_blocking(blocking).await;
}

/// The same mistake without a sleep: a computation that never awaits.
async fn cpu_hog(mut task: Task) {
    task.begin();
    task.compute();
}

/// Mended by yielding: every millisecond the others get a turn.
async fn cpu_hog_yield(mut task: Task) {
    task.begin();
    while task.compute_for(Duration::from_millis(1)) {
        tokio::task::yield_now().await;
    }
}
// ANCHOR_END: tasks

/// Ticks for as long as the tasks run. It needs next to nothing: only its turn, in time.
async fn beat(mut heartbeat: Heartbeat) {
    loop {
        tokio::time::sleep(heartbeat.every).await;
        heartbeat.tick();
    }
}

// ANCHOR: main
fn main() -> ExitCode {
    // Started by you, this starts itself five times, and does not return. What follows
    // is done by each of the five: one run, in a process of its own.
    let demo = Demo::with_runs(
        "blocking_mistake",
        &[
            RunKind::waits("mistake"),
            RunKind::waits("async-sleep"),
            RunKind::waits("spawn-blocking"),
            RunKind::computes("cpu-hog"),
            RunKind::computes("cpu-hog-yield"),
        ],
    );
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let heartbeat = tokio::spawn(beat(demo.heartbeat()));
        let spawn = |task| match demo.run_name() {
            "mistake" => tokio::spawn(mistake(task)),
            "async-sleep" => tokio::spawn(async_sleep(task)),
            "spawn-blocking" => tokio::spawn(spawn_blocking(task)),
            "cpu-hog" => tokio::spawn(cpu_hog(task)),
            _ => tokio::spawn(cpu_hog_yield(task)),
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
        heartbeat.abort();
    });
    drop(runtime);
    demo.report()
}
// ANCHOR_END: main
