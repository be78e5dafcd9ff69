//! Programs that do what demos do, and keep no record of it. `bench` sets them beside the demos, to see what recording adds;
//! `versus_python` sets them beside asyncio, which keeps no record either.
//!
//! This is what they have in common: their two arguments, and the line that they print.

#![forbid(unsafe_code)]

use std::process::exit;
use std::time::{Duration, Instant};
use std::{env, fs};

/// How many tasks there are, and how long each of them sleeps.
///
/// Where the command line does not say so, this ends the program, with exit code 2.
pub fn arguments() -> (usize, Duration) {
    let arguments: Vec<String> = env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let (program, numbers) = arguments.split_first().map_or(("", &[][..]), |(program, rest)| (program.as_str(), rest));
    match numbers {
        [tasks, ms] => tasks.parse().ok().zip(ms.parse().ok()).map(|(tasks, ms)| (tasks, Duration::from_millis(ms))),
        _ => None,
    }
    .unwrap_or_else(|| {
        eprintln!(
            "{program}: two whole numbers are needed: how many tasks there are, and how many ms each of them sleeps"
        );
        exit(2)
    })
}

/// The clocks of a run, from before its runtime is made until its tasks have ended.
pub struct Clocks {
    begin: Instant,
    cpu: Option<Duration>,
}

impl Clocks {
    /// Starts them.
    pub fn start() -> Clocks {
        Clocks { cpu: cpu_time(), begin: Instant::now() }
    }

    /// Stops them, and prints how long it took, the CPU time, the most memory that this process has had, and how many tasks
    /// ended, under the names that the demos use.
    pub fn report(self, tasks_ok: usize) {
        let wall_ns = self.begin.elapsed().as_nanos();
        let cpu_ns = self.cpu.zip(cpu_time()).map(|(before, now)| now.saturating_sub(before).as_nanos() as u64);
        let [cpu_ns, memory_peak_bytes] =
            [cpu_ns, memory_peak_bytes()].map(|value| value.map_or("null".to_owned(), |value| value.to_string()));
        println!(
            r#"{{"wall_ns": {wall_ns}, "cpu_ns": {cpu_ns}, "memory_peak_bytes": {memory_peak_bytes}, "tasks_ok": {tasks_ok}}}"#
        );
    }
}

/// What this process has used so far, in its own code and in the kernel.
#[cfg(unix)]
fn cpu_time() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let duration = |time: nix::sys::time::TimeVal| Duration::new(time.tv_sec() as u64, 1_000 * time.tv_usec() as u32);
    Some(duration(usage.user_time()) + duration(usage.system_time()))
}

#[cfg(not(unix))]
fn cpu_time() -> Option<Duration> {
    None
}

/// `VmHWM`, as the demos read it (`man 5 proc_pid_status`).
fn memory_peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
