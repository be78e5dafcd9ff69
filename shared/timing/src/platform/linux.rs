//! Linux: the vDSO's clocks, `getrusage`, `/proc`, and processor affinity.

use super::{Usage, Whose};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::time::TimeVal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Pid, gettid};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The name of the operating system in a report.
pub const OS: &str = "linux";

/// Now, in nanoseconds on the system's monotonic clock, which all processes share.
///
/// `Instant` reads the same clock in three quarters of the time that the system call's wrapper takes, but keeps the number to
/// itself. So both are read together once, as closely as a few tries allow: some 50 ns.
#[inline]
pub fn moment() -> u64 {
    let (base, base_ns) = BASE.get_or_init(read_together);
    base_ns + base.elapsed().as_nanos() as u64
}

static BASE: OnceLock<(Instant, u64)> = OnceLock::new();

fn read_together() -> (Instant, u64) {
    let clock = || nanoseconds(ClockId::CLOCK_MONOTONIC).unwrap_or(0);
    let attempts = (0..8).map(|_| {
        let (before, instant, after) = (clock(), Instant::now(), clock());
        (after - before, (instant, before + (after - before) / 2))
    });
    let closest = attempts.min_by_key(|(apart_ns, _)| *apart_ns);
    closest.map_or_else(|| (Instant::now(), clock()), |(_, both)| both)
}

/// The CPU time that the calling thread has used, in nanoseconds.
#[inline]
pub fn thread_cpu_ns() -> Option<u64> {
    nanoseconds(ClockId::CLOCK_THREAD_CPUTIME_ID)
}

#[inline]
fn nanoseconds(clock: ClockId) -> Option<u64> {
    let time = clock_gettime(clock).ok()?;
    Some(time.tv_sec() as u64 * 1_000_000_000 + time.tv_nsec() as u64)
}

/// The core that the calling thread runs on at this moment.
#[inline]
pub fn core() -> Option<u32> {
    sched_getcpu().ok().map(|core| core as u32)
}

pub(super) fn new_thread_id() -> u32 {
    gettid().as_raw() as u32
}

/// How many threads this process has now.
pub fn thread_count() -> Option<u32> {
    // A folder has a link for itself, one for its entry in its parent, and one for each folder in it: each thread is one.
    let links = std::fs::metadata("/proc/self/task").ok()?.nlink();
    u32::try_from(links.checked_sub(2)?).ok()
}

/// What `whose` has used so far.
pub fn usage(whose: Whose) -> Option<Usage> {
    let usage = getrusage(match whose {
        Whose::Process => UsageWho::RUSAGE_SELF,
        Whose::EndedChildren => UsageWho::RUSAGE_CHILDREN,
        Whose::Thread => UsageWho::RUSAGE_THREAD,
    })
    .ok()?;
    let ns = |time: TimeVal| time.tv_sec() as u64 * 1_000_000_000 + time.tv_usec() as u64 * 1_000;
    Some(Usage {
        cpu_user_ns: ns(usage.user_time()),
        cpu_system_ns: ns(usage.system_time()),
        switches_voluntary: usage.voluntary_context_switches() as u64,
        switches_involuntary: usage.involuntary_context_switches() as u64,
    })
}

/// The most memory that this process has had resident, in bytes (`VmHWM`, the "high water mark").
/// Not `ru_maxrss`: there a child process starts with its parent's peak.
pub fn memory_peak_bytes() -> Option<u64> {
    number_named("/proc/self/status", "VmHWM:").map(|kibibytes| kibibytes * 1024)
}

/// The number that stands behind `name` in one of the kernel's files of names and numbers. Sizes in `/proc` are in KiB.
pub(super) fn number_named(path: impl AsRef<Path>, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().find(|line| line.starts_with(name))?.split_whitespace().nth(1)?.parse().ok()
}

/// Keeps this process, and the threads and processes that it starts, on the first `cores` of the cores it may use.
///
/// # Errors
/// The operating system's reason, in words.
pub fn pin_to(cores: usize) -> Result<(), String> {
    let this = Pid::from_raw(0);
    let allowed = sched_getaffinity(this).map_err(|error| error.desc().to_owned())?;
    let mut chosen = CpuSet::new();
    let members = (0..CpuSet::count()).filter(|&core| allowed.is_set(core).unwrap_or(false));
    for core in members.take(cores) {
        chosen.set(core).map_err(|error| error.desc().to_owned())?;
    }
    sched_setaffinity(this, &chosen).map_err(|error| error.desc().to_owned())
}

/// Columns and rows of the terminal that standard output goes to; `None` where that is no terminal.
pub fn terminal_size() -> Option<(usize, usize)> {
    let size = window::size()?;
    (size.ws_col > 0).then_some((usize::from(size.ws_col), usize::from(size.ws_row)))
}

/// The one system call that nix has no safe function for.
#[allow(unsafe_code, reason = "nix offers ioctl only as a macro that makes an unsafe function")]
mod window {
    use nix::libc::{STDOUT_FILENO, TIOCGWINSZ, winsize};

    nix::ioctl_read_bad!(
        /// Asks a terminal for its size.
        get_window_size,
        TIOCGWINSZ,
        winsize
    );

    pub fn size() -> Option<winsize> {
        let mut size = winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: TIOCGWINSZ writes one `winsize` through the pointer, which points to one for the whole call.
        // A standard output that is closed or no terminal makes the call fail and write nothing.
        unsafe { get_window_size(STDOUT_FILENO, &raw mut size) }.ok()?;
        Some(size)
    }
}

/// Waits until the other end of standard input is closed, `timeout` at most. Nothing is read.
pub fn stdin_hung_up(timeout: Duration) -> bool {
    let stdin = std::io::stdin();
    let mut watched = [PollFd::new(stdin.as_fd(), PollFlags::empty())];
    let milliseconds = u16::try_from(timeout.as_millis()).unwrap_or(u16::MAX);
    match poll(&mut watched, PollTimeout::from(milliseconds)) {
        Ok(0) => false,
        Ok(_) => watched[0].revents().is_some_and(|seen| seen.intersects(PollFlags::POLLHUP | PollFlags::POLLERR)),
        Err(Errno::EINTR) => false, // a signal: whoever asks will ask again
        Err(_) => {
            std::thread::sleep(timeout.min(Duration::from_millis(50)));
            false
        }
    }
}

/// Calls `action`. A Ctrl-C that comes meanwhile is kept, and comes after it. To be called while there is but one thread.
pub fn hold_interrupts_during(action: impl FnOnce()) {
    let interrupts = SigSet::from(Signal::SIGINT);
    let held = interrupts.thread_block().is_ok();
    action();
    if held {
        let _ = interrupts.thread_unblock();
    }
}

/// Ends this process at once and for good, as `kill -9` does.
pub fn kill_this_process() -> ! {
    let _ = kill(Pid::this(), Signal::SIGKILL);
    std::process::abort()
}

/// Stops this process, as Ctrl-Z does, until someone lets it go on.
pub fn stop_this_process() {
    let _ = kill(Pid::this(), Signal::SIGSTOP);
}

/// Ends the child process `pid`. Any other process is left alone, as one that has taken over the number of a child that has
/// ended.
pub fn kill_child(pid: u32) {
    let pid = Pid::from_raw(pid.cast_signed());
    // WNOWAIT: whoever waits for the child is still to find it.
    let flags = WaitPidFlag::WNOHANG | WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
    if waitid(Id::Pid(pid), flags) == Ok(WaitStatus::StillAlive) {
        let _ = kill(pid, Signal::SIGKILL);
    }
}

/// Ends the child process `pid`, as [`kill_child`] does, and waits until it is gone.
pub fn end_child(pid: u32) {
    kill_child(pid);
    let _ = waitpid(Pid::from_raw(pid.cast_signed()), None);
}

/// The CPU time that process `pid` has used, in the kernel's ticks (proc_pid_stat(5): fields 14 and 15).
pub fn cpu_ticks_of(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// The most memory, in bytes, that process `pid` has had resident, and how many threads it has.
pub fn peaks_of(pid: u32) -> (Option<u64>, Option<u32>) {
    let status = format!("/proc/{pid}/status");
    let memory_bytes = number_named(&status, "VmHWM:").map(|kibibytes| kibibytes * 1024);
    (memory_bytes, number_named(&status, "Threads:").map(|threads| threads as u32))
}
