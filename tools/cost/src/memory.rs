//! How much memory processes have resident, and those that take it while they wait.

use std::fs;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How long those that only take room would wait, if the process did not end before.
pub const AN_HOUR: Duration = Duration::from_secs(60 * 60);

static WAITING: AtomicUsize = AtomicUsize::new(0);

/// One more is there, and waits from now on.
pub fn one_more_waits() {
    WAITING.fetch_add(1, Ordering::Relaxed);
}

/// How many of them wait.
pub fn waiting() -> usize {
    WAITING.load(Ordering::Relaxed)
}

/// How often memory is looked at until it stays the same.
const LOOKS: usize = 100;

/// The memory of this process that is resident, in bytes, once it does not change any more: the last thread may just be on its
/// way into its wait.
///
/// # Errors
/// Where the system does not tell.
pub fn resident_bytes() -> io::Result<u64> {
    settled(|| bytes_of("self", "Rss:"))
}

/// The memory that `processes` have to themselves, in bytes. What they share with each other or with this one, as they do their
/// program and its libraries, is there once, however many they are, so another process does not add it. (The sum of their
/// resident sets would count it as often as there are processes.)
///
/// # Errors
/// Where the system does not tell.
pub fn private_bytes(processes: &[u32]) -> io::Result<u64> {
    let private = |pid: &u32| {
        let pid = pid.to_string();
        Ok::<_, io::Error>(bytes_of(&pid, "Private_Clean:")? + bytes_of(&pid, "Private_Dirty:")?)
    };
    settled(|| processes.iter().map(private).sum())
}

fn settled(look: impl Fn() -> io::Result<u64>) -> io::Result<u64> {
    let mut before = look()?;
    for _ in 0..LOOKS {
        thread::sleep(Duration::from_millis(2));
        let now = look()?;
        if now == before {
            break;
        }
        before = now;
    }
    Ok(before)
}

/// What the kernel says of a process. It adds this up page by page; the numbers in `status` lag behind by some pages for each
/// core. (`man 5 proc_pid_smaps_rollup`)
fn bytes_of(process: &str, name: &str) -> io::Result<u64> {
    let path = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&path).map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
    let kibibytes = text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok());
    let kibibytes: Option<u64> = kibibytes;
    kibibytes.map(|kibibytes| kibibytes * 1024).ok_or_else(|| io::Error::other(format!("{path} has no {name}")))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_used_is_seen() {
        const MORE: usize = 50_000_000;
        let look = || [resident_bytes().unwrap(), private_bytes(&[std::process::id()]).unwrap()];
        let before = look();
        let used = vec![1u8; MORE];
        let after = look();
        assert!(std::hint::black_box(&used).iter().all(|byte| *byte == 1));
        for (before, after) in before.into_iter().zip(after) {
            let seen = (after - before) as f64 / MORE as f64;
            assert!((0.9..1.5).contains(&seen), "{before} {after}");
        }
        assert!(before[1] < before[0], "of its libraries at least something is shared");
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error_that_names_it() {
        let error = private_bytes(&[u32::MAX]).unwrap_err().to_string();
        assert!(error.contains("/proc/4294967295/smaps_rollup"), "{error}");
    }
}
