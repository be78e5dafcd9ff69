//! A few threads that take the tasks from a queue: no more tasks are under way at once
//! than there are workers.
//!
//! Run it with `just demo-thread-pool`, or `cargo run --release -p demo_thread_pool`.
//! Its chapter: `docs/src/thread_pool.md`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread::{self, Builder};
use timing::Demo;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::with_workers("thread_pool", |_| 4);
    let queue = Mutex::new(demo.tasks());
    let next_task = || queue.lock().unwrap().next(); // locked only while it takes one
    thread::scope(|scope| {
        for _ in 0..demo.workers() {
            // `scope.spawn` would panic where no more threads can be had; this tells.
            let _ = Builder::new().spawn_scoped(scope, || {
                while let Some(mut task) = next_task() {
                    // A panic ends its task. Uncaught, it would end this worker too.
                    let _ = catch_unwind(AssertUnwindSafe(move || {
                        task.begin(); // now the task is under way
                        thread::sleep(task.wait); // it waits, and keeps its worker
                        task.compute(); // then it computes
                    }));
                }
            });
        }
    });
    demo.report()
}
// ANCHOR_END: demo
