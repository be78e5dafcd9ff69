//! One task after the other, in one thread: the next begins when the last has ended.
//!
//! Run it with `just demo-sequential`, or `cargo run --release -p demo_sequential`.
//! Its chapter: `docs/src/sequential.md`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;
use timing::Demo;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::from_args("sequential");
    for mut task in demo.tasks() {
        // A panic ends its task. Uncaught, it would end the program and all tasks.
        let _ = catch_unwind(AssertUnwindSafe(move || {
            task.begin(); // now the task is under way
            thread::sleep(task.wait); // it waits, and so does everything else
            task.compute(); // then it computes: fixed work, checked and recorded
        }));
    }
    demo.report()
}
// ANCHOR_END: demo
