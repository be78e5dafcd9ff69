//! Jobs for rayon's pool, whose threads steal them from each other.

use super::{Cost, Kept, Model};
use crate::memory::{self, AN_HOUR};
use crate::stopwatch::Stopwatch;
use rayon::{Scope, ThreadPool, ThreadPoolBuilder};
use std::io;
use std::thread;
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "rayon",
    task: "a job for rayon's pool",
    create: Cost::Measured("1,000 spawned in a scope", create),
    hop: Cost::Measured("a job spawns the next, ends", hop),
    socket_hop: Cost::None("a job that waits keeps its thread, and is one"),
    memory: Cost::Measured("RSS, 20,000 .. 100,000 queued", Kept { step: 20_000, keep }),
};

const BATCH: usize = 1_000;

/// A pool of its own: the global one panics where its threads cannot be had.
fn pool() -> io::Result<ThreadPool> {
    ThreadPoolBuilder::new().build().map_err(io::Error::other)
}

fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    let pool = pool()?;
    while stopwatch.wants_more() {
        let begin = Instant::now();
        pool.scope(|scope| {
            for _ in 0..BATCH {
                scope.spawn(|_| ());
            }
        });
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

fn hop(jobs: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let pool = pool()?;
    while stopwatch.wants_more() {
        let begin = Instant::now();
        pool.scope(|scope| spawn_next(scope, jobs));
        stopwatch.add(jobs, begin.elapsed());
    }
    Ok(())
}

/// Spawns a job that spawns the next one, and so on, until none are `left`.
fn spawn_next(scope: &Scope, left: usize) {
    if left > 0 {
        scope.spawn(move |scope| spawn_next(scope, left - 1));
    }
}

fn keep(count: usize) -> io::Result<u64> {
    let pool = pool()?;
    let workers = pool.current_num_threads();
    for _ in 0..workers {
        pool.spawn(|| {
            memory::one_more_waits();
            thread::sleep(AN_HOUR);
        });
    }
    while memory::waiting() < workers {
        thread::yield_now();
    }
    // No worker is free any more.
    for _ in 0..count {
        pool.spawn(|| ());
    }
    memory::resident_bytes()
}
