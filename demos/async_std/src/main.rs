//! Async tasks on async-std, a runtime that ended: it was discontinued in March 2025
//! (RUSTSEC-2025-0052), and its authors recommend smol. `just diff async-std async-smol`
//! shows what that move costs. It is here to learn from, not to build on.
//!
//! Run it with `just demo-async-std`, or `cargo run --release -p demo_async_std`.
//! Its chapter: `docs/src/async_std.md`.

use futures_lite::FutureExt;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use timing::Demo;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::from_args("async_std");
    async_std::task::block_on(async {
        let spawn = |mut task: timing::Task| {
            async_std::task::spawn(async move {
                task.begin(); // now the task is under way
                async_std::task::sleep(task.wait).await; // it waits; the thread is free
                task.compute(); // then it computes, and the thread is taken
            })
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = AssertUnwindSafe(task).catch_unwind().await; // a panic is recorded
        }
    }); // the runtime's threads go on: nothing can end them
    demo.report()
}
// ANCHOR_END: demo
