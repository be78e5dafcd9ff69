//! A thread for each task: the operating system lets them wait at the same time, and
//! compute at the same time as far as there are cores.
//!
//! Run it with `just demo-thread`, or `cargo run --release -p demo_thread`.
//! Its chapter: `docs/src/thread.md`.

use std::process::ExitCode;
use std::thread::{self, Builder};
use timing::Demo;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::with_a_thread_each("thread");
    thread::scope(|scope| {
        let spawn = |mut task: timing::Task| {
            // `scope.spawn` would panic where no more threads can be had; this tells.
            Builder::new().spawn_scoped(scope, move || {
                task.begin(); // now the task is under way
                thread::sleep(task.wait); // its thread sleeps; the others go on
                task.compute(); // then it computes: fixed work, checked and recorded
            })
        };
        let threads: Vec<_> = demo.tasks().map(spawn).collect();
        for thread in threads.into_iter().flatten() {
            let _ = thread.join(); // an error is a panic, which is recorded already
        }
    });
    demo.report()
}
// ANCHOR_END: demo
