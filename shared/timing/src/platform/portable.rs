//! Where the operating system is not Linux: only what Rust's standard library can tell; the rest is `None`.

use super::{Limit, Memory, Stream, Usage, Whose};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The name of the operating system in a report.
pub const OS: &str = std::env::consts::OS;

/// Now, in nanoseconds. `Instant` cannot be handed to another process, so each process reads the time of day once, at its
/// first call, and goes on from there with `Instant`: monotonic within a process, as exact as the time of day between two.
pub fn moment() -> u64 {
    static BASE: OnceLock<(u64, Instant)> = OnceLock::new();
    let (base, since) = BASE.get_or_init(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (now.as_nanos() as u64, Instant::now())
    });
    base + since.elapsed().as_nanos() as u64
}

/// Not told here.
pub fn thread_cpu_ns() -> Option<u64> {
    None
}

/// Not told here.
pub fn core() -> Option<u32> {
    None
}

pub(super) fn new_thread_id() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Not told here.
pub fn thread_count() -> Option<u32> {
    None
}

/// Not told here.
pub fn usage(_: Whose) -> Option<Usage> {
    None
}

/// Not told here.
pub fn memory_peak_bytes() -> Option<u64> {
    None
}

/// Not needed here.
pub fn share_one_heap_where_addresses_are_limited() {}

/// Not possible here.
///
/// # Errors
/// Always.
pub fn pin_to(_cores: usize) -> Result<(), String> {
    Err(format!("{OS} offers no way that this program knows"))
}

/// Not told here: the environment's `COLUMNS`, or 80 columns, are taken instead.
pub fn terminal_size(_stream: Stream) -> Option<(usize, usize)> {
    None
}

/// How far the clocks of two processes may be apart, in nanoseconds: each takes the time of day at its own first reading, which may have
/// been set in between.
pub const CLOCKS_APART_NS: u64 = 1_000_000_000;

/// No file is without a name here.
pub fn file_without_name(_folder: &Path) -> Option<File> {
    None
}

/// There is no file to give a name to.
///
/// # Errors
/// Always.
pub fn give_name(_file: &File, _path: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Not told here.
pub fn is_stopped(_pid: u32) -> bool {
    false
}

/// Not done here: one that was stopped stays so.
pub fn go_on_when_the_parent_ends() {}

/// Cannot be watched without reading here: a worker ends when it next reads.
pub fn stdin_hung_up(timeout: Duration) -> bool {
    std::thread::sleep(timeout);
    false
}

/// Not told here, so a parent never seems to be gone.
pub fn parent_id() -> u32 {
    0
}

/// Ends this process at once.
pub fn kill_this_process() -> ! {
    std::process::abort()
}

/// Not done here.
pub fn outlive_full_files() {}

/// Not known here.
pub fn limits() -> Vec<Limit> {
    Vec::new()
}

/// Not known here.
pub fn allow_files_for(_connections: u64, _workers: u64) {}

/// Not told here.
pub fn memory_available_bytes() -> Option<u64> {
    None
}

/// Not told here.
pub fn memory() -> Option<Memory> {
    None
}

/// Not possible here: the worker ends by itself when its standard input is closed.
pub fn end_child(_pid: u32) {}

/// Not possible here.
pub fn kill_child(_pid: u32) {}

/// Not possible here.
pub fn stop_this_process() {}

/// Ends this process: nobody else would.
pub fn stay_until_ended() -> ! {
    std::process::exit(0)
}

/// Not told here.
pub fn cpu_ticks_of(_pid: u32) -> Option<u64> {
    None
}

/// Not told here.
pub fn peaks_of(_pid: u32) -> (Option<u64>, Option<u32>) {
    (None, None)
}

/// Not told here.
pub fn address_space_available_bytes() -> Option<u64> {
    None
}

/// Nothing is known of them here.
pub fn forget_failed_starts() {}

/// Not told here.
pub fn why_no_start() -> Option<String> {
    None
}

/// Calls `action`. Here a Ctrl-C that comes meanwhile cannot be held.
pub fn hold_interrupts_during(action: impl FnOnce()) {
    action();
}
