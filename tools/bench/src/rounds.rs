//! Rounds: every contestant is measured once in each, and the order is turned round from one to the next, so that what the
//! machine does slowly (warm up, slow down, fill its caches) favours nobody.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Measures each of `contestants` `rounds` times. The result has their measurements in the order of the contestants, and
/// those of one contestant in the order of the rounds.
pub fn in_turns<C, M>(
    contestants: &[C],
    rounds: usize,
    mut measure: impl FnMut(&C) -> Result<M, String>,
) -> Result<Vec<Vec<M>>, String> {
    let mut measured: Vec<Vec<M>> = contestants.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..contestants.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for place in order {
            measured[place].push(measure(&contestants[place])?);
        }
    }
    Ok(measured)
}

/// Says on standard error what is being done.
pub fn say(what: &str) {
    let _ = writeln!(io::stderr(), "bench: {what}");
}

/// What is known of a program that has ended well.
pub struct Ended {
    /// From before its start until its end was noticed.
    pub wall_ns: f64,
    /// The most memory that it had, to some milliseconds before its end; where the system tells.
    pub peak_bytes: Option<f64>,
    /// What it printed.
    pub output: Vec<u8>,
}

/// Runs a program to its end.
///
/// # Errors
/// Where it cannot be started, or ends badly.
pub fn run(command: &mut Command) -> Result<Ended, String> {
    match to_its_end(command)? {
        (ended, Ok(())) => Ok(ended),
        (_, Err(what)) => Err(what),
    }
}

/// The same with a program that may end badly: some of its tasks may fail, and be counted.
///
/// # Errors
/// Where it cannot be started.
pub fn run_even_badly(command: &mut Command) -> Result<Ended, String> {
    to_its_end(command).map(|(ended, _)| ended)
}

/// What a program left behind, and whether it ended well.
fn to_its_end(command: &mut Command) -> Result<(Ended, Result<(), String>), String> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let begin = Instant::now();
    let child = command.spawn().map_err(|error| format!("{program} cannot be started: {error}"))?;
    let (pid, over) = (child.id(), AtomicBool::new(false));
    let (output, wall_ns, peak_bytes) = thread::scope(|scope| {
        let peak = scope.spawn(|| watch_memory(pid, &over));
        let output = child.wait_with_output();
        let wall_ns = begin.elapsed().as_nanos() as f64;
        over.store(true, Ordering::Relaxed);
        (output, wall_ns, peak.join().ok().flatten())
    });
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let how = match output.status.success() {
        true => Ok(()),
        false => Err(format!("{program} ended with {}\n{}", output.status, said.trim_end())),
    };
    Ok((Ended { wall_ns, peak_bytes, output: output.stdout }, how))
}

/// Looks again and again at the most memory that a process has had so far.
fn watch_memory(pid: u32, over: &AtomicBool) -> Option<f64> {
    let mut peak = None;
    while !over.load(Ordering::Relaxed) {
        peak = memory_peak_bytes(pid).or(peak);
        thread::sleep(Duration::from_millis(5));
    }
    peak
}

/// `VmHWM` of another process (`man 5 proc_pid_status`).
fn memory_peak_bytes(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Reads the JSON object that a program printed.
///
/// # Errors
/// Where it is none.
pub fn json(ended: &Ended) -> Result<serde_json::Value, String> {
    serde_json::from_slice(&ended.output).map_err(|error| format!("what a program printed is no JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_turned_round_from_round_to_round() {
        let mut order = Vec::new();
        let measured = in_turns(&['a', 'b', 'c'], 3, |contestant| {
            order.push(*contestant);
            Ok(order.len())
        });
        assert_eq!(order, ['a', 'b', 'c', 'c', 'b', 'a', 'a', 'b', 'c']);
        assert_eq!(measured.unwrap(), [vec![1, 6, 7], vec![2, 5, 8], vec![3, 4, 9]]);
    }

    #[test]
    fn a_program_that_fails_is_no_measurement() {
        assert!(run(&mut Command::new("false")).is_err());
        assert!(run(&mut Command::new("there-is-no-such-program")).is_err());
        assert!(run(Command::new("echo").arg("{}")).is_ok_and(|ended| json(&ended).is_ok()));
    }
}
