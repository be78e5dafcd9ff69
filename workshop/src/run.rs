//! What every test and every `main` of an exercise runs in.

use crate::verdict::expect_no_panic;
use crate::{system, watchdog, workers};
use std::future::Future;
use std::thread;

/// Runs a test under the watchdog: what does not end by itself is ended, and said to be. A panic is said to be one.
#[track_caller]
pub fn test(body: impl FnOnce()) {
    let current = thread::current();
    let _watch = watchdog::watch(format!("the test {}", current.name().unwrap_or("without a name")));
    expect_no_panic(body, "your code runs without one.");
}

/// Runs what `main` does, under the watchdog. Call it first in `main`: in a process that is to be the local site, or a worker, it does
/// not return.
pub fn run(body: impl FnOnce()) {
    site::serve_if_asked();
    workers::work_if_asked();
    let _watch = watchdog::watch("main".to_owned());
    body();
}

/// Runs a future on tokio, on this thread. tokio's clock is paused: it stands still as long as any task can go on, and jumps to the
/// next timer when none can.
pub fn on_tokio<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.expect("a tokio runtime").block_on(future)
}

/// Runs a future on tokio, on this thread, in real time: for what waits for a socket, which a paused clock would not wait for.
pub fn on_tokio_in_real_time<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a tokio runtime").block_on(future)
}

/// How many processes were started, by whomever, and still run.
pub fn left_behind() -> usize {
    system::children().len()
}
