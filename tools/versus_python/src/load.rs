//! What the tasks do: the loads under which the programs are compared.

use std::time::Duration;
use timing::report::sentences::plural;
use timing::workload::{Options, Speed, show_count, show_duration};

/// How many tasks wait.
const COUNTS: [usize; 4] = [10, 1_000, 10_000, 100_000];
/// The tasks that compute are at least so many, and as many on each core.
const TASKS_THAT_COMPUTE: usize = 16;
/// How often each of them multiplies: in plain Python, 60 ms or so.
const MULTIPLICATIONS: u64 = 300;
/// In Rust that is over so soon that starting the threads counts. So the speed-up in Rust comes from as much of this work as takes
/// so long, one task after the other.
const LONGER: Duration = Duration::from_secs(1);

/// A quick look has no more than these.
const QUICK_TASKS: usize = 1_000;
const QUICK_WAIT: Duration = Duration::from_millis(100);
const QUICK_MULTIPLICATIONS: u64 = 20;
const QUICK_LONGER: Duration = Duration::from_millis(100);

/// What all tasks of a run do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many tasks there are.
    pub tasks: usize,
    /// What each does.
    pub work: Work,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It waits.
    Wait(Duration),
    /// It multiplies matrices, so often.
    Compute(u64),
    /// The same, so often that it takes a while in Rust, too. Only programs in Rust do it.
    ComputeLonger(u64),
}

impl Load {
    /// Whether its tasks wait; otherwise they compute.
    pub fn waits(&self) -> bool {
        matches!(self.work, Work::Wait(_))
    }

    /// How long each task waits.
    pub fn wait(&self) -> Duration {
        if let Work::Wait(wait) = self.work { wait } else { Duration::ZERO }
    }

    /// How often each task multiplies.
    pub fn multiplications(&self) -> u64 {
        match self.work {
            Work::Wait(_) => 0,
            Work::Compute(multiplications) | Work::ComputeLonger(multiplications) => multiplications,
        }
    }

    /// Whether only the programs in Rust do it.
    pub fn is_for_rust_only(&self) -> bool {
        matches!(self.work, Work::ComputeLonger(_))
    }

    /// Its name in JSON.
    pub fn name(&self) -> String {
        match self.work {
            Work::Wait(_) => format!("waiting_{}", self.tasks),
            Work::Compute(_) => "computing".to_owned(),
            Work::ComputeLonger(_) => "computing_longer".to_owned(),
        }
    }

    /// `1,000 tasks that wait 1.00 s each`.
    pub fn words(&self) -> String {
        let tasks = plural(self.tasks as u64, "task");
        match self.work {
            Work::Wait(wait) => format!("{tasks} that wait {} each", show_duration(wait.as_nanos() as u64)),
            Work::Compute(multiplications) | Work::ComputeLonger(multiplications) => {
                format!("{tasks} of {} matrix multiplications each", show_count(multiplications))
            }
        }
    }

    /// The CPU time to ask a demo for, at this speed, so that it multiplies exactly so often.
    pub fn compute(&self, speed: Speed) -> Duration {
        Duration::from_nanos((self.multiplications() as f64 * speed.multiplication_ns).round() as u64)
    }
}

/// The loads that the options ask for.
pub fn asked_for(options: &Options, cores: usize, speed: Speed) -> Vec<Load> {
    let quick = options.has("quick");
    let only = options.text("only");
    let mut loads = Vec::new();
    if only != Some(COMPUTING) {
        let most = if quick { options.tasks.min(QUICK_TASKS) } else { options.tasks };
        let wait = if quick { options.wait.min(QUICK_WAIT) } else { options.wait };
        let counts = COUNTS.into_iter().filter(|tasks| *tasks <= most);
        loads.extend(counts.map(|tasks| Load { tasks, work: Work::Wait(wait) }));
    }
    if only != Some(WAITING) {
        let tasks = TASKS_THAT_COMPUTE.next_multiple_of(cores);
        let (multiplications, longer) =
            if quick { (QUICK_MULTIPLICATIONS, QUICK_LONGER) } else { (MULTIPLICATIONS, LONGER) };
        let longer = (longer.as_nanos() as f64 / tasks as f64 / speed.multiplication_ns).ceil() as u64;
        loads.push(Load { tasks, work: Work::Compute(multiplications) });
        loads.push(Load { tasks, work: Work::ComputeLonger(longer) });
    }
    loads
}

/// What `--only` can name.
pub const WAITING: &str = "waiting";
/// The other.
pub const COMPUTING: &str = "computing";

/// Makes sure that what was asked for can be done.
///
/// # Errors
/// What cannot, and what to give instead.
pub fn check(options: &Options) -> Result<(), String> {
    if let Some(only) = options.text("only").filter(|only| ![WAITING, COMPUTING].contains(only)) {
        return Err(format!("--only {only}: it is {WAITING} or {COMPUTING}"));
    }
    if options.tasks < COUNTS[0] {
        return Err(format!("--tasks {}: the fewest that are compared are {}", options.tasks, COUNTS[0]));
    }
    if options.wait.is_zero() || !options.wait.as_nanos().is_multiple_of(1_000_000) {
        return Err(format!("--wait {:?}: give whole milliseconds, at least 1ms", options.wait));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_are_as_large_as_is_asked_for() {
        let speed = Speed { multiplication_ns: 500.0 };
        let loads = |line: &str, cores| {
            let options = crate::PROGRAM.parse(line.split_whitespace().map(std::ffi::OsString::from)).unwrap().unwrap();
            asked_for(&options, cores, speed).iter().map(|load| (load.tasks, load.work)).collect::<Vec<_>>()
        };
        let waits = |wait_ms, counts: &[usize]| {
            let wait = Work::Wait(Duration::from_millis(wait_ms));
            counts.iter().map(|tasks| (*tasks, wait)).collect::<Vec<_>>()
        };
        assert_eq!(loads("--only waiting", 2), waits(1_000, &[10, 1_000, 10_000, 100_000]));
        assert_eq!(loads("--only waiting --tasks 9999 --wait 2s", 2), waits(2_000, &[10, 1_000]));
        assert_eq!(loads("--only waiting --quick", 2), waits(100, &[10, 1_000]));
        // In Rust, one after the other, a second: 16 tasks of 62.5 ms. Each of 12 cores gets two of 24 tasks.
        let longer = Work::ComputeLonger(125_000);
        assert_eq!(loads("--only computing", 2), [(16, Work::Compute(300)), (16, longer)]);
        assert_eq!(loads("--only computing", 12).iter().map(|(tasks, _)| *tasks).collect::<Vec<_>>(), [24, 24]);
        assert_eq!(loads("", 2).len(), 6);
    }

    #[test]
    fn a_demo_multiplies_exactly_as_often() {
        for multiplication_ns in [3.7, 512.3, 25_000.9] {
            let speed = Speed { multiplication_ns };
            for multiplications in [1, 20, 300, 1_234_567] {
                let load = Load { tasks: 16, work: Work::Compute(multiplications) };
                assert_eq!(speed.work(load.compute(speed)).multiplications, multiplications, "{multiplication_ns} ns");
            }
        }
    }
}
