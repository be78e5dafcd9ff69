//! Looks at processes from outside, through `/proc`. Where there is none, nothing is seen, and what rests on it is not
//! tested: see [`VISIBLE`].

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Whether processes can be looked at here.
pub const VISIBLE: bool = cfg!(target_os = "linux");

/// The processes that have `mark`, a `NAME=value`, in their environment and are alive: a program that was started with
/// it, and all that this one has started. Nobody is missed, not even a process whose parent is gone.
pub fn marked(mark: &str) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse().ok();
    let mut found: Vec<u32> = entries.flatten().filter_map(number).filter(|&pid| has_mark(pid, mark)).collect();
    found.sort_unstable();
    found
}

fn has_mark(pid: u32, mark: &str) -> bool {
    // Of a process that has ended and was not yet waited for, this is empty.
    let environment = || fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let mut found = environment();
    // So it is of one that is just becoming another program, which has it a moment later; where others have the cores, not at once.
    let begin = Instant::now();
    while found.is_empty() && is_becoming_another(pid) && begin.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(1));
        found = environment();
    }
    found.split(|&byte| byte == 0).any(|entry| entry == mark.as_bytes())
}

/// Whether a process has a program by now, and not yet that program's environment.
fn is_becoming_another(pid: u32) -> bool {
    const END_OF_ENVIRONMENT: usize = 51;
    fs::read_link(format!("/proc/{pid}/exe")).is_ok() && stat(pid, END_OF_ENVIRONMENT) == Some(0)
}

/// A field of what the kernel tells of a process in one line. Fields are counted from 1.
fn stat(pid: u32, field: usize) -> Option<u64> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets, in which anything may stand.
    line.rsplit(')').next()?.split_whitespace().nth(field - 3)?.parse().ok()
}

/// How many threads a process has.
pub fn threads(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count)
}

/// Whether a process is the site of a demo.
pub fn is_site(pid: u32) -> bool {
    command_line(pid).split(|&byte| byte == 0).any(|word| word == b"serve-site")
}

/// How many connections a site has at this moment. It has one more socket, which listens.
pub fn connections(site: u32) -> usize {
    let files = fs::read_dir(format!("/proc/{site}/fd")).into_iter().flatten().flatten();
    let opened = files.filter_map(|file| fs::read_link(file.path()).ok());
    opened.filter(|to| to.to_string_lossy().starts_with("socket:")).count().saturating_sub(1)
}

/// The words on a process's command line, in one piece; empty where it has ended.
pub fn command_line(pid: u32) -> Vec<u8> {
    fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()
}

/// The first 15 letters of the name of the program that a process runs; empty where it has ended.
pub fn name(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default()
}

/// Whether a process has said what is to happen at Ctrl-C. Before, it would simply end.
pub fn catches_interrupts(pid: u32) -> bool {
    const SIGINT: u64 = 1 << (2 - 1);
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & SIGINT != 0)
}

/// The CPU time that a process has used so far.
pub fn cpu_time(pid: u32) -> Duration {
    const USER: usize = 14;
    const SYSTEM: usize = 15;
    let ticks = |field| stat(pid, field).unwrap_or(0);
    Duration::from_millis(10 * (ticks(USER) + ticks(SYSTEM))) // 100 ticks a second, whatever the kernel's own clock
}
