//! One measurement, in a process of its own: a runtime that keeps its threads, memory that is not given back and a core that is
//! pinned would change whatever is measured after them. This is the side of the process that asks, and of the one that does it.

use crate::models::{self, Model};
use crate::quantity::Quantity;
use crate::stopwatch::Stopwatch;
use std::any::Any;
use std::env;
use std::io;
use std::panic;
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::launch::Governed;
use timing::output::{self, complain};
use timing::workload::show_duration;

/// The first argument of a process that measures. It is no flag: nobody but this program is to start it so.
pub const MEASURE: &str = "measure";

/// One measurement takes a tenth of a second. One that takes this long will not end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is to be measured.
#[derive(Clone, Copy)]
pub struct Order {
    /// Of which model.
    pub model: &'static Model,
    /// Which cost.
    pub quantity: Quantity,
    /// For a time: for how many milliseconds it is measured. For memory: how many are kept.
    pub number: usize,
    /// How many tasks take part in a lap of hops.
    pub ring: usize,
}

impl Order {
    /// Has another process measure it, and returns what that found: nanoseconds for one, or bytes for all. When `interrupted`
    /// becomes true, it returns `None` soon.
    ///
    /// # Errors
    /// Why it could not be measured.
    pub fn run(&self, interrupted: &AtomicBool) -> Result<Option<f64>, String> {
        let program = env::current_exe().map_err(|error| format!("this program is not found again: {error}"))?;
        let mut command = Command::new(program);
        command.args([
            MEASURE,
            self.model.name,
            self.quantity.name(),
            &self.number.to_string(),
            &self.ring.to_string(),
        ]);
        let how = Governed { collect_errors: true, deadline: Some(PATIENCE), ..Governed::default() };
        let outcome = how.run(&mut command, interrupted);
        if interrupted.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let outcome =
            outcome.map_err(|error| format!("no process can be had to measure it in: {error} (see ulimit -u)"))?;
        if outcome.ended_for.is_some() {
            let patience = show_duration(PATIENCE.as_nanos() as u64);
            return Err(format!("it was stopped: it had not ended after {patience}"));
        }
        match String::from_utf8_lossy(&outcome.output).trim().parse() {
            Ok(found) if outcome.status.success() => Ok(Some(found)),
            _ => Err(reason(outcome.errors.lines().next(), outcome.status)),
        }
    }

    /// Reads an order that another process gave, in its arguments.
    fn read(arguments: &[String]) -> Option<Order> {
        let [model, quantity, number, ring] = arguments else { return None };
        Some(Order {
            model: models::ALL.iter().find(|known| known.name == model)?,
            quantity: Quantity::ALL.into_iter().find(|known| known.name() == quantity)?,
            number: number.parse().ok()?,
            ring: ring.parse().ok()?,
        })
    }

    fn measure(&self) -> io::Result<f64> {
        let Order { model, quantity, number, ring } = *self;
        if quantity.is_pinned() {
            pin_to_one_core()?;
        }
        let mut stopwatch = Stopwatch::new(Duration::from_millis(number as u64));
        match quantity {
            Quantity::Create => model.create.code()?(&mut stopwatch)?,
            Quantity::Hop | Quantity::HopPinned => model.hop.code()?(ring, &mut stopwatch)?,
            Quantity::SocketHop | Quantity::SocketHopPinned => model.socket_hop.code()?(ring, &mut stopwatch)?,
            Quantity::Memory => return (model.memory.code()?.keep)(number).map(|bytes| bytes as f64),
        }
        stopwatch.each_ns().ok_or_else(|| io::Error::other("nothing was timed"))
    }
}

/// What a process that found nothing said first, or how it ended.
fn reason(said: Option<&str>, status: ExitStatus) -> String {
    match said {
        Some(said) if status.code() == Some(1) => said.to_owned(),
        Some(said) => format!("{said} ({status})"),
        None => format!("its process ended early ({status})"),
    }
}

/// Measures what another process asks for, and prints what it found. It ends with the process that asked.
pub fn measure(arguments: &[String]) -> ExitCode {
    let Some(order) = Order::read(arguments) else {
        complain("cost", &format!("'{MEASURE}' is for cost itself; --help lists the flags"));
        return ExitCode::from(2);
    };
    // Runtimes panic where they get no thread. One line is enough to say so.
    panic::set_hook(Box::new(|panic| complain("it panicked", words_of(panic.payload()))));
    timing::end_with_parent();
    match order.measure().map_err(|error| error.to_string()) {
        Ok(found) => match output::print(|out| writeln!(out, "{found}")) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(why) => {
            let _ = io::Write::write_all(&mut io::stderr(), format!("{why}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn words_of(payload: &dyn Any) -> &str {
    let words = payload.downcast_ref::<String>().map(String::as_str);
    words.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}

/// Keeps this process, and what it starts, on the first core that it may use.
#[cfg(target_os = "linux")]
fn pin_to_one_core() -> io::Result<()> {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    let this = nix::unistd::Pid::from_raw(0);
    let allowed = sched_getaffinity(this)?;
    let first = (0..CpuSet::count()).find(|core| allowed.is_set(*core).unwrap_or(false)).unwrap_or(0);
    let mut one = CpuSet::new();
    one.set(first)?;
    Ok(sched_setaffinity(this, &one)?)
}

#[cfg(not(target_os = "linux"))]
fn pin_to_one_core() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system cannot keep a program on one core"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_as_they_are_given() {
        let read = |line: &str| Order::read(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let order = read("async_smol hop_pinned 60 500").unwrap();
        assert_eq!((order.model.name, order.quantity), ("async_smol", Quantity::HopPinned));
        assert_eq!((order.number, order.ring), (60, 500));
        for line in ["", "thread hop 1", "threads hop 1 1", "thread hops 1 1", "thread hop 1 1 1", "thread hop -1 1"] {
            assert!(read(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_cost_that_makes_no_sense_is_not_measured() {
        for model in &models::ALL {
            for quantity in Quantity::ALL {
                if let Err(why) = quantity.method(model) {
                    let measured = Order { model, quantity, number: 1, ring: 1 }.measure();
                    assert_eq!(measured.unwrap_err().to_string(), why, "{}, {quantity:?}", model.name);
                }
            }
        }
    }

    /// On a thread of its own: the others of this program are to keep their cores.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_pinned_has_one_core() {
        let cores = std::thread::spawn(|| {
            pin_to_one_core().unwrap();
            std::thread::available_parallelism().unwrap().get()
        });
        assert_eq!(cores.join().unwrap(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_found_nothing_says_why() {
        use std::os::unix::process::ExitStatusExt;
        let exit = |code: i32| ExitStatus::from_raw(code << 8);
        assert_eq!(reason(Some("no more threads"), exit(1)), "no more threads");
        assert_eq!(reason(Some("it panicked: oh"), exit(101)), "it panicked: oh (exit status: 101)");
        assert_eq!(reason(None, ExitStatus::from_raw(6)), "its process ended early (signal: 6 (SIGABRT))");
    }
}
