//! The models, a file each: how one task of theirs is made, how it hands over to the next, and how many of them are kept.
//!
//! The files are made alike, so that they can be laid side by side. Whatever is not to be timed (a runtime, a pool, a ring)
//! is made before the clock is read, and the clock is read again only when all that was started has ended.

mod async_std;
mod multiprocess;
mod rayon;
mod sequential;
mod smol;
mod thread;
mod thread_pool;
mod tokio;

pub use multiprocess::be_a_member;

use crate::stopwatch::Stopwatch;
use std::io;

/// A model, and how each of its costs is measured.
pub struct Model {
    /// What its demo is called.
    pub name: &'static str,
    /// What one of its tasks is.
    pub task: &'static str,
    /// Makes a task that does nothing, until it has ended.
    pub create: Cost<Timed>,
    /// Hands over from a task to the next, through memory.
    pub hop: Cost<Timed>,
    /// Hands over from a task to the next through a socket, whose readiness wakes it.
    pub socket_hop: Cost<Timed>,
    /// Keeps tasks that wait.
    pub memory: Cost<Kept>,
}

/// How a cost is measured, or why there is no such cost.
pub enum Cost<M> {
    /// How, in a few words, and the code.
    Measured(&'static str, M),
    /// It makes no sense here, because.
    None(&'static str),
}

/// Lets a stopwatch time batches.
pub type Timed = fn(&mut Stopwatch) -> io::Result<()>;

/// Keeps tasks: several numbers of them.
pub struct Kept {
    /// The least of these numbers. The others are its multiples.
    pub step: usize,
    /// Starts so many tasks, and when all of them wait, returns how much memory there is, in bytes.
    pub keep: fn(usize) -> io::Result<u64>,
}

/// How many tasks stand in a ring, beside the one that starts each lap and waits for it.
pub const RING: usize = 100;

/// From a task to the next, until the lap's end: one more than there are tasks in the ring.
pub const HOPS: usize = RING + 1;

/// All models, from the simplest on, each beside those that are most like it.
pub const ALL: [Model; 9] = [
    sequential::MODEL,
    thread::MODEL,
    thread_pool::MODEL,
    rayon::MODEL,
    tokio::ONE_THREAD,
    tokio::SEVERAL_THREADS,
    smol::MODEL,
    async_std::MODEL,
    multiprocess::MODEL,
];

/// What was to come back from a ring has not come: one of its tasks is gone.
fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "a task of the ring has ended early")
}
