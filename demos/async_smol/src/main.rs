//! Async tasks on one thread, on smol: `demo_async_tokio` again, on another runtime.
//! A task that awaits lets the others go on. A task that computes does not.
//!
//! Run it with `just demo-async-smol`, or `cargo run --release -p demo_async_smol`.
//! Its chapter: `docs/src/async_smol.md`.

use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use timing::Demo;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::from_args("async_smol");
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let spawn = |mut task: timing::Task| {
            executor.spawn(async move {
                task.begin(); // now the task is under way
                smol::Timer::after(task.wait).await; // it waits, and the thread is free
                task.compute(); // then it computes, and the thread is taken
            })
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = AssertUnwindSafe(task).catch_unwind().await; // a panic is recorded
        }
    }));
    demo.report()
}
// ANCHOR_END: demo
