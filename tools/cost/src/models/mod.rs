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
    pub hop: Cost<Lapped>,
    /// Hands over from a task to the next through a socket, whose readiness wakes it.
    pub socket_hop: Cost<Lapped>,
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

impl<M> Cost<M> {
    /// How it is measured.
    ///
    /// # Errors
    /// Why there is no such cost.
    pub fn method(&self) -> Result<&'static str, &'static str> {
        match self {
            Cost::Measured(how, _) => Ok(how),
            Cost::None(why) => Err(why),
        }
    }

    /// What measures it.
    ///
    /// # Errors
    /// Why there is no such cost.
    pub fn code(&self) -> io::Result<&M> {
        match self {
            Cost::Measured(_, code) => Ok(code),
            Cost::None(why) => Err(io::Error::new(io::ErrorKind::Unsupported, *why)),
        }
    }
}

/// Lets a stopwatch time batches.
pub type Timed = fn(&mut Stopwatch) -> io::Result<()>;

/// Lets a stopwatch time laps, in each of which this many tasks have their turn.
pub type Lapped = fn(usize, &mut Stopwatch) -> io::Result<()>;

/// Keeps tasks: several numbers of them.
pub struct Kept {
    /// The least of these numbers. The others are its multiples.
    pub step: usize,
    /// Starts so many tasks, and when all of them wait, returns how much memory there is, in bytes.
    pub keep: fn(usize) -> io::Result<u64>,
}

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
