//! This process's threads and children, as the operating system tells of them, and what only the operating system can do.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;

#[cfg(target_os = "linux")]
pub use linux::{
    Stillness, adopt_orphans, children, cpu_time, end_children, stillness, stillness_with_children, thread_number,
    threads,
};
#[cfg(not(target_os = "linux"))]
pub use portable::{
    Stillness, adopt_orphans, children, cpu_time, end_children, stillness, stillness_with_children, thread_number,
    threads,
};

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A thread of this process.
pub struct Thread {
    /// Its number, as `thread_number` gives it.
    pub number: u32,
    /// What it is called; a thread without a name has that of the thread that made it.
    pub name: String,
    /// Whether it sleeps until something wakes it.
    pub sleeps: bool,
    /// The CPU time that it has used.
    pub cpu_time: Duration,
}

/// The threads of the workshop itself, which are not counted among the learner's.
static HELPERS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// From now on the calling thread is not counted among the learner's.
pub fn this_is_a_helper() {
    HELPERS.lock().unwrap_or_else(PoisonError::into_inner).push(thread_number());
}

/// Whether a thread is the workshop's own.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux lists threads"))]
fn is_helper(number: u32) -> bool {
    HELPERS.lock().unwrap_or_else(PoisonError::into_inner).contains(&number)
}

/// Whether there is such a process: it runs, or it has ended and nobody has waited for it. Not known on all systems: none is there.
pub fn is_there(process: u32) -> bool {
    #[cfg(unix)]
    return nix::sys::signal::kill(nix::unistd::Pid::from_raw(process as i32), None).is_ok();
    #[cfg(not(unix))]
    return false;
}

/// Writes to standard error, past whatever captures it and whoever holds its lock.
pub fn shout(text: &str) {
    #[cfg(unix)]
    {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            match nix::unistd::write(std::io::stderr(), rest) {
                Ok(written) => rest = &rest[written..],
                Err(nix::errno::Errno::EINTR) => {}
                Err(_) => return, // nobody reads it
            }
        }
    }
    #[cfg(not(unix))]
    {
        use std::io::Write;
        let _ = std::io::stderr().write_all(text.as_bytes()); // nobody reads it
    }
}
