//! What the kernel takes for a thread, a process and a connection, which the memory of no process shows. Measured here and now, each in
//! a process of its own, threads and connections in many batches: most of it is read off the whole system, where others take and give
//! back memory meanwhile.

use crate::climb::Climb;
use crate::models::Shape;
use crate::{headroom, hold};
use serde_json::Value;
use statistics::median;
use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use timing::launch::Governed;
use timing::limits::Plenty;

/// What one of each takes, in bytes: the median of all batches, and, of processes, of all rounds. `None` is what cannot be told here, or
/// was not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kernel {
    /// A thread that waits.
    pub thread_bytes: Option<f64>,
    /// A process that waits: its page tables, and what its one thread takes. The kernel keeps some more that it does not tell.
    pub process_bytes: Option<f64>,
    /// What such a process has of memory that it shares with no other: not the kernel's, but no sum of resident memory shows it either.
    pub process_private_bytes: Option<f64>,
    /// One end of a connection on which nothing is on its way.
    pub connection_bytes: Option<f64>,
}

/// How many threads are held at once, where there is room for so many.
pub const THREADS: u64 = 1_000;
/// How many processes are.
pub const PROCESSES: u64 = 48;
/// How many connections are.
pub const CONNECTIONS: u64 = 2_000;
/// How often.
const ROUNDS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);

impl Kernel {
    /// Measures what the plan for these models needs: once, and again as long as there is time.
    pub fn measure(climbs: &[Climb], interrupted: &AtomicBool, ends: Instant) -> Kernel {
        let is_planned =
            |shape: Shape| climbs.iter().any(|climb| climb.model.shape == shape && climb.task_bytes().is_some());
        let (has_threads, has_processes) = (is_planned(Shape::Threads), is_planned(Shape::Processes));
        let mut of_threads = Vec::new();
        let mut of_connections = Vec::new();
        let mut page_tables = Vec::new();
        let mut private = Vec::new();
        for round in 0..ROUNDS {
            if interrupted.load(Ordering::Relaxed) || (round > 0 && Instant::now() > ends) {
                break;
            }
            if has_threads || has_processes {
                let room = headroom::shared(Plenty::Threads).map_or(u64::MAX, |limit| limit.room);
                of_threads.extend(each(&held(hold::THREADS, THREADS.min(room), interrupted), "kernel_bytes_each"));
            }
            if has_processes {
                let processes = held(hold::PROCESSES, PROCESSES, interrupted);
                page_tables.extend(each(&processes, "kernel_bytes_each"));
                private.extend(each(&processes, "private_bytes_each"));
            }
            if has_threads || has_processes || is_planned(Shape::Async) {
                of_connections.extend(each(&held(hold::CONNECTIONS, CONNECTIONS, interrupted), "kernel_bytes_each"));
            }
        }
        let thread_bytes = typical(of_threads);
        Kernel {
            thread_bytes,
            process_bytes: typical(page_tables).zip(thread_bytes).map(|(tables, thread)| tables + thread),
            process_private_bytes: typical(private),
            connection_bytes: typical(of_connections),
        }
    }
}

/// What the process says that held them; nothing where it could not.
fn held(what: &str, count: u64, interrupted: &AtomicBool) -> Value {
    let Ok(this) = env::current_exe() else { return Value::Null };
    let mut command = Command::new(this);
    command.args([hold::HOLD, what, &count.to_string()]);
    let governed = Governed { collect_errors: true, deadline: Some(PATIENCE), ..Governed::default() };
    let outcome = governed.run(&mut command, interrupted);
    outcome.ok().and_then(|outcome| serde_json::from_slice(&outcome.output).ok()).unwrap_or_default()
}

/// What each of those that were held took, batch by batch. Where others gave more back than was taken, a batch is below zero.
fn each<'a>(held: &'a Value, of: &str) -> impl Iterator<Item = f64> + use<'a> {
    held[of].as_array().into_iter().flatten().filter_map(Value::as_f64)
}

/// The median, which what others did in a few batches does not move. Nothing can be told where it is not above zero.
fn typical(each: Vec<f64>) -> Option<f64> {
    median(each).filter(|bytes| *bytes > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_others_did_meanwhile_is_not_counted() {
        let held =
            json!({ "bytes": [24_000, 25_000, -900_000, 26_000, 700_000], "unknown": [null], "none": [-5, 1, -3] });
        let told = |of| typical(each(&held, of).collect());
        assert_eq!(told("bytes"), Some(25_000.0));
        assert_eq!((told("unknown"), told("none"), told("missing")), (None, None, None));
    }
}
