//! Stopping: how tasks are ended before they are done, and how nothing gets lost on the
//! way. Async tasks can be dropped at an `.await`. Threads and processes have to look
//! themselves.
//!
//! Run it with `just demo-stopping`, or `cargo run --release -p demo_stopping`.
//! Its chapter: `docs/src/stopping.md`.

mod abort;
mod answers;
mod flag;
mod input;

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use timing::workload::show_duration;
use timing::{Demo, RunKind};

/// How many workers take records from the queue.
const WORKERS: usize = 4;

// ANCHOR: main
fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("worker") {
        return input::work().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    // Started by you, this starts itself six times, once for each run.
    let demo = Demo::builder("stopping")
        .by_default("--compute 10ms")
        .runs(&[
            RunKind::waits("time-limit"),
            RunKind::waits("first-of-two"),
            RunKind::waits("async-abort"),
            RunKind::waits("async-graceful"),
            RunKind::waits("thread-flag"),
            RunKind::waits("process-input"),
        ])
        .start();
    match demo.run_name() {
        "time-limit" => answers::time_limit(&demo),
        "first-of-two" => answers::first_of_two(&demo),
        "async-abort" => abort::run(&demo, abort::Stop::Abort),
        "async-graceful" => abort::run(&demo, abort::Stop::Graceful),
        "thread-flag" => flag::run(&demo),
        _ => input::run(&demo),
    }
    demo.report()
}
// ANCHOR_END: main

/// Notes that a task which is dropped from now on is dropped on purpose, and has not
/// failed. Returns the moment.
fn ask_to_stop(demo: &Demo) -> Instant {
    demo.drops_on_purpose();
    Instant::now()
}

/// What became of the records: each that was taken is in the store now, or it is lost.
fn note_records(demo: &Demo, taken: usize, saved: usize) {
    let lost = taken - saved;
    let sentence = format!("Records taken from the queue: {taken}; saved: {saved}.");
    demo.note("records_saved", saved as u64, &sentence);
    let sentence = match lost {
        0 => "No record is lost.".to_owned(),
        _ => format!("Lost, in no queue and in no store any more: {lost}."),
    };
    demo.note("records_lost", lost as u64, &sentence);
}

/// How long it took from the wish to stop until all that was to stop had ended.
fn note_stopped(demo: &Demo, after: Duration, since: &str) {
    let ns = after.as_nanos() as u64;
    demo.note("stopped_after_ns", ns, &format!("Stopped {} {since}.", show_duration(ns)));
}
