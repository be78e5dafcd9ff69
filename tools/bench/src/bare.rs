//! What the programs without a record have in common: their two arguments, and the line that they print.

use std::time::Duration;
use std::{env, fs};

/// How many tasks there are, and how long each of them sleeps.
pub fn arguments() -> (usize, Duration) {
    let mut numbers = env::args().skip(1).map(|argument| argument.parse().expect("two whole numbers: tasks and ms"));
    let mut number = || numbers.next().expect("two numbers: tasks and ms");
    (number() as usize, Duration::from_millis(number()))
}

/// Prints how long it took, and the most memory that this process has had, under the names that the demos use.
pub fn report(wall: Duration) {
    let memory = memory_peak_bytes().map_or("null".to_owned(), |bytes| bytes.to_string());
    println!(r#"{{"wall_ns": {}, "memory_peak_bytes": {memory}}}"#, wall.as_nanos());
}

/// `VmHWM`, as the demos read it (`man 5 proc_pid_status`).
fn memory_peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
