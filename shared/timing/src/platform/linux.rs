//! Linux: the vDSO's clocks, `getrusage`, `/proc`, and processor affinity.

use super::{Stream, Usage, Whose};
use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags, OFlag};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::time::TimeVal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Pid, gettid, linkat};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, OnceLock};
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

/// Columns and rows of the terminal that `stream` goes to; `None` where that is no terminal.
pub fn terminal_size(stream: Stream) -> Option<(usize, usize)> {
    let size = window::size(stream)?;
    (size.ws_col > 0).then_some((usize::from(size.ws_col), usize::from(size.ws_row)))
}

/// The one system call that nix has no safe function for.
#[allow(unsafe_code, reason = "nix offers ioctl only as a macro that makes an unsafe function")]
mod window {
    use super::Stream;
    use nix::libc::{STDERR_FILENO, STDOUT_FILENO, TIOCGWINSZ, winsize};

    nix::ioctl_read_bad!(
        /// Asks a terminal for its size.
        get_window_size,
        TIOCGWINSZ,
        winsize
    );

    pub fn size(stream: Stream) -> Option<winsize> {
        let stream = match stream {
            Stream::Output => STDOUT_FILENO,
            Stream::Errors => STDERR_FILENO,
        };
        let mut size = winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: TIOCGWINSZ writes one `winsize` through the pointer, which points to one for the whole call.
        // A stream that is closed or no terminal makes the call fail and write nothing.
        unsafe { get_window_size(stream, &raw mut size) }.ok()?;
        Some(size)
    }
}

/// How far the clocks of two processes may be apart, in nanoseconds.
pub const CLOCKS_APART_NS: u64 = 0;

/// A new file in `folder` that has no name yet, where the file system can do that and [`give_name`] will.
pub fn file_without_name(folder: &Path) -> Option<File> {
    let flags = OFlag::O_TMPFILE.bits();
    let file = OpenOptions::new().write(true).custom_flags(flags).open(folder).ok()?;
    fs::exists(by_descriptor(&file)).unwrap_or(false).then_some(file)
}

/// Gives a file of [`file_without_name`] a name that no other has.
///
/// # Errors
/// Where there is such a file, or there cannot be.
pub fn give_name(file: &File, path: &Path) -> io::Result<()> {
    let follow = AtFlags::AT_SYMLINK_FOLLOW;
    Ok(linkat(AT_FDCWD, by_descriptor(file).as_str(), AT_FDCWD, path, follow)?)
}

fn by_descriptor(file: &File) -> String {
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

/// When the parent ends, this process goes on if it was stopped: it could not notice otherwise. (The signal comes also when only
/// the parent's thread ends that started this process. To one that is not stopped it is nothing; but who stops its workers starts them on
/// a thread that outlives them.)
pub fn go_on_when_the_parent_ends() {
    let _ = set_pdeathsig(Signal::SIGCONT);
}

/// Waits until the other end of standard input is closed, `timeout` at most. Nothing is read.
pub fn stdin_hung_up(timeout: Duration) -> bool {
    hung_up(&std::io::stdin(), timeout)
}

fn hung_up(stream: &impl AsFd, timeout: Duration) -> bool {
    let mut watched = [PollFd::new(stream.as_fd(), PollFlags::empty())];
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

/// From now on a file that may not become any larger (`ulimit -f`) is an error to whoever writes to it, and not the end of this process
/// without a word. To be called before anything is written.
pub fn outlive_full_files() {
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
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

/// Does nothing any more, until someone ends this process.
pub fn stay_until_ended() -> ! {
    loop {
        std::thread::park();
    }
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

/// Whether the child process `pid` is stopped, as by Ctrl-Z.
pub fn is_stopped(pid: u32) -> bool {
    let flags = WaitPidFlag::WNOHANG | WaitPidFlag::WSTOPPED | WaitPidFlag::WNOWAIT;
    matches!(waitid(Id::Pid(Pid::from_raw(pid.cast_signed())), flags), Ok(WaitStatus::Stopped(..)))
}

/// Ends the child process `pid`, as [`kill_child`] does, and waits until it is gone.
pub fn end_child(pid: u32) {
    kill_child(pid);
    let _ = waitpid(Pid::from_raw(pid.cast_signed()), None);
}

/// The process that started this one; another, when that one is gone.
pub fn parent_id() -> u32 {
    std::os::unix::process::parent_id()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Write, pipe};
    use std::process::{Child, Command, Stdio};
    use std::thread;

    /// A child process that does not outlive its test, however that ends.
    struct Guarded(Child);

    impl Drop for Guarded {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn child(program: &str, arguments: &[&str]) -> Guarded {
        Guarded(Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap())
    }

    /// Waits, ten seconds at most, until `happened`.
    fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !happened() {
            assert!(begin.elapsed() < Duration::from_secs(10), "{what} did not happen");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn compute_for(length: Duration) {
        let begin = thread_cpu_ns().unwrap();
        while thread_cpu_ns().unwrap() - begin < length.as_nanos() as u64 {}
    }

    #[test]
    fn moments_are_those_of_the_systems_clock() {
        let clock = || Duration::from(clock_gettime(ClockId::CLOCK_MONOTONIC).unwrap()).as_nanos() as u64;
        let (before, now, after) = (clock(), moment(), clock());
        assert!(before <= now + 100_000 && now <= after + 100_000, "{before} {now} {after}");
        thread::sleep(Duration::from_millis(5));
        assert!(moment() - now >= 5_000_000);
    }

    #[test]
    fn a_threads_cpu_time_is_its_own() {
        let (slept, computed) = (Duration::from_millis(30), Duration::from_millis(40));
        let used = thread::spawn(move || {
            thread::sleep(slept);
            let before = thread_cpu_ns().unwrap();
            compute_for(computed);
            (before, thread_cpu_ns().unwrap(), usage(Whose::Thread).unwrap(), usage(Whose::Process).unwrap())
        });
        let (before, after, thread, process) = used.join().unwrap();
        assert!(before < slept.as_nanos() as u64, "sleeping took {before} ns of CPU time");
        assert!(after < 1_000_000_000, "{after} ns for 40 ms");
        let counted = thread.cpu_user_ns + thread.cpu_system_ns;
        assert!(counted.abs_diff(after) < 20_000_000, "{after} ns, and {thread:?}");
        assert!(thread.switches_voluntary >= 1 && thread.switches_voluntary < 100, "{thread:?}: it slept once");
        let of_all = process.cpu_user_ns + process.cpu_system_ns;
        assert!(of_all >= counted && of_all < 3_600_000_000_000, "{process:?}");
        assert!(process.switches_voluntary >= thread.switches_voluntary, "{process:?}");
    }

    #[test]
    fn what_children_used_is_counted_when_they_have_ended() {
        let used = || usage(Whose::EndedChildren).map(|usage| usage.cpu_user_ns + usage.cpu_system_ns).unwrap();
        let before = used();
        let mut busy = child("sh", &["-c", "while kill -0 $PPID; do :; done"]);
        let pid = busy.0.id();
        wait_until("0.1 s of CPU time", || cpu_ticks_of(pid).unwrap() >= 10);
        busy.0.kill().unwrap();
        busy.0.wait().unwrap();
        assert!(used() - before >= 80_000_000, "{before} {}", used());
        assert_eq!((cpu_ticks_of(pid), peaks_of(pid)), (None, (None, None)), "it is gone");
    }

    #[test]
    fn ticks_count_user_and_system_time() {
        let copies = child("head", &["-c", "50G", "/dev/zero"]);
        let pid = copies.0.id();
        let times = |pid: u32| -> [u64; 2] {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
            [13, 14].map(|field| stat.split(' ').nth(field).unwrap().parse().unwrap()) // "head" has no spaces
        };
        wait_until("it used both", || times(pid).iter().all(|&ticks| ticks >= 3));
        kill(Pid::from_raw(pid.cast_signed()), Signal::SIGSTOP).unwrap();
        let mut last = [0, 0];
        wait_until("it stopped", || std::mem::replace(&mut last, times(pid)) == last);
        assert_eq!(cpu_ticks_of(pid), Some(last[0] + last[1]));
    }

    #[test]
    fn a_thread_is_on_the_core_that_it_is_pinned_to() {
        let this = Pid::from_raw(0);
        let cores_of = |set: CpuSet| (0..CpuSet::count()).filter(|&core| set.is_set(core).unwrap()).collect::<Vec<_>>();
        let pinned = thread::spawn(move || {
            let all = sched_getaffinity(this).unwrap();
            for &only in &cores_of(all) {
                let mut set = CpuSet::new();
                set.set(only).unwrap();
                sched_setaffinity(this, &set).unwrap();
                assert_eq!(core(), Some(only as u32));
            }
            for count in 1..=cores_of(all).len() {
                sched_setaffinity(this, &all).unwrap();
                pin_to(count).unwrap();
                assert_eq!(cores_of(sched_getaffinity(this).unwrap()), cores_of(all)[..count]);
            }
            assert!(pin_to(0).is_err(), "on no core nothing runs");
        });
        pinned.join().unwrap();
    }

    #[test]
    fn threads_are_numbered_and_counted() {
        let held: Vec<_> = (0..3).map(|_| thread::spawn(thread::park)).collect();
        let listed = || std::fs::read_dir("/proc/self/task").unwrap().count() as u32;
        // Other tests start threads and end them: an answer counts where nothing changed meanwhile.
        wait_until("a right count", || {
            let (before, counted, after) = (listed(), thread_count(), listed());
            before == after && counted == Some(before) && before >= 4
        });
        for thread in held {
            thread.thread().unpark();
            thread.join().unwrap();
        }
        let id = new_thread_id();
        assert!(Path::new(&format!("/proc/self/task/{id}")).exists());
        assert_ne!(id, thread::spawn(new_thread_id).join().unwrap());
    }

    #[test]
    fn the_memory_peak_is_the_kernels() {
        let kernels = || number_named("/proc/self/status", "VmHWM:").unwrap() * 1024;
        let (before, peak, of_this, after) =
            (kernels(), memory_peak_bytes().unwrap(), peaks_of(std::process::id()), kernels());
        let (memory, threads) = (of_this.0.unwrap(), of_this.1.unwrap());
        assert!(
            before > 500_000 && before <= peak && peak <= memory && memory <= after,
            "{before} {of_this:?} {after}"
        );
        assert!(threads >= 2, "this one, and the one that waits for the tests");
        let mut alone = child("cat", &[]);
        wait_until("a program of one thread has its memory", || {
            let (memory, threads) = peaks_of(alone.0.id());
            threads == Some(1) && memory.is_some_and(|bytes| (200_000..100_000_000).contains(&bytes))
        });
        end_child(alone.0.id());
        assert!(alone.0.wait().is_err(), "it was waited for");
    }

    #[test]
    fn only_children_are_ended() {
        let mut victim = child("sleep", &["600"]);
        kill_child(std::process::id()); // not a child
        kill_child(victim.0.id());
        wait_until("its end", || victim.0.try_wait().unwrap().is_some());
        assert!(!victim.0.wait().unwrap().success());
        kill_child(victim.0.id()); // no longer one
    }

    #[test]
    fn a_closed_pipe_is_noticed_and_nothing_read() {
        let short = Duration::from_millis(10);
        let (reader, mut writer) = pipe().unwrap();
        assert!(!hung_up(&reader, short));
        writer.write_all(b"data").unwrap();
        let begin = Instant::now();
        assert!(!hung_up(&reader, short));
        assert!(begin.elapsed() >= short, "it waits");
        drop(writer);
        assert!(hung_up(&reader, Duration::from_secs(60)));
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        assert!(hung_up(&writer, Duration::from_secs(60)), "nobody reads any more");
    }

    #[test]
    fn where_there_is_no_terminal_it_has_no_size() {
        use std::io::IsTerminal;
        if !std::io::stdout().is_terminal() {
            assert_eq!(terminal_size(Stream::Output), None);
        }
    }
}
