//! No concurrency: a call, which returns before the next one is made.

use super::{Cost, Model};
use crate::stopwatch::Stopwatch;
use std::hint::black_box;
use std::io;
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "sequential",
    task: "a call of a function",
    create: Cost::Measured("10,000 in a row", create),
    hop: Cost::None("a call ends before the next one begins"),
    socket_hop: Cost::None("a call ends before the next one begins"),
    memory: Cost::None("one at a time, on a stack that is there already"),
};

const BATCH: usize = 10_000;

fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    while stopwatch.wants_more() {
        let begin = Instant::now();
        for _ in 0..BATCH {
            let call = black_box(nothing as fn()); // not known here, so that it has to be called
            call();
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

#[inline(never)]
fn nothing() {}
