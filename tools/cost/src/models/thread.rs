//! A thread of the operating system for each task.

use super::{Cost, Kept, Model, broken};
use crate::memory::{self, AN_HOUR};
use crate::sockets;
use crate::stopwatch::Stopwatch;
use std::io::{self, Read, Write};
use std::mem;
use std::sync::mpsc::sync_channel;
use std::thread::{self, Builder, JoinHandle};
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "thread",
    task: "a thread",
    create: Cost::Measured("100 started, then all joined", create),
    hop: Cost::Measured("sync_channel(1), a ring", hop),
    socket_hop: Cost::Measured("blocking read, a ring", socket_hop),
    memory: Cost::Measured("RSS, 200 .. 1,000 asleep", Kept { step: 200, keep }),
};

const BATCH: usize = 100;

/// `Builder`, because `thread::spawn` panics where no more threads can be had.
fn start(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    let no_more = |error: io::Error| {
        io::Error::new(error.kind(), format!("no more threads can be had: {error} (see ulimit -u and ulimit -v)"))
    };
    Builder::new().spawn(work).map_err(no_more)
}

fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    while stopwatch.wants_more() {
        let begin = Instant::now();
        let threads = (0..BATCH).map(|_| start(|| ())).collect::<io::Result<Vec<_>>>()?;
        for thread in threads {
            let _ = thread.join();
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

// ANCHOR: hop
fn hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (first, mut last) = sync_channel(1);
    let mut threads = Vec::new();
    for _ in 0..ring {
        let (to, next) = sync_channel(1);
        let from = mem::replace(&mut last, next);
        threads.push(start(move || {
            while let Ok(()) = from.recv() {
                let _ = to.send(());
            }
        })?);
    }
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.send(()).map_err(|_| broken())?;
        last.recv().map_err(|_| broken())?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first); // the first thread ends, and so the second, and so on
    threads.into_iter().try_for_each(JoinHandle::join).map_err(|_| broken())
}
// ANCHOR_END: hop

fn socket_hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (mut first, mut last) = sockets::pair()?;
    let mut threads = Vec::new();
    for _ in 0..ring {
        let (mut to, next) = sockets::pair()?;
        let mut from = mem::replace(&mut last, next);
        threads.push(start(move || {
            let mut byte = [0];
            while from.read_exact(&mut byte).is_ok() {
                let _ = to.write_all(&byte);
            }
        })?);
    }
    let mut byte = [0];
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.write_all(&byte)?;
        last.read_exact(&mut byte)?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first);
    threads.into_iter().try_for_each(JoinHandle::join).map_err(|_| broken())
}

fn keep(count: usize) -> io::Result<u64> {
    let wait = || {
        memory::one_more_waits();
        thread::sleep(AN_HOUR);
    };
    let _threads = (0..count).map(|_| start(wait)).collect::<io::Result<Vec<_>>>()?;
    while memory::waiting() < count {
        thread::yield_now();
    }
    memory::resident_bytes()
}
