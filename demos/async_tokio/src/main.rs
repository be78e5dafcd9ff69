//! Async tasks on one thread, on tokio: an event loop, as Python's asyncio has one.
//! A task that awaits lets the others go on. A task that computes does not.
//!
//! Run it with `just demo-async-tokio`, or `cargo run --release -p demo_async_tokio`.
//! Its chapter: `docs/src/async_tokio.md`.

use std::process::ExitCode;
use timing::Demo;
use tokio::runtime::Builder;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::from_args("async_tokio");
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let spawn = |mut task: timing::Task| {
            tokio::spawn(async move {
                task.begin(); // now the task is under way
                tokio::time::sleep(task.wait).await; // it waits, and the thread is free
                task.compute(); // then it computes, and the thread is taken
            })
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
    });
    demo.report()
}
// ANCHOR_END: demo
