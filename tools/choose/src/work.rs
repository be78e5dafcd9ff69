//! The work that advice is asked for, and how it is written on a command line.

use std::time::Duration;
use timing::workload::{Workload, show_count, show_duration};

/// What somebody wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// How many tasks there are, and what each of them does.
    pub work: Workload,
    /// Whether a task that crashes must leave the others as they are.
    pub fail_alone: bool,
    /// Whether the library that the tasks wait in blocks its thread.
    pub blocking_library: bool,
    /// Whether the number of cores was asked for, and so has to be passed on.
    pub pinned: bool,
}

impl Question {
    /// A question about this work, without anything special.
    pub fn about(work: Workload) -> Question {
        Question { work, fail_alone: false, blocking_library: false, pinned: false }
    }

    /// The flags that have a demo do this work.
    pub fn flags(&self, work: &Workload) -> Vec<String> {
        let time = |name: &str, time: Duration| [name.to_owned(), flag_time(time)];
        let mut flags = vec!["--tasks".to_owned(), work.tasks.to_string()];
        flags.extend(time("--wait", work.wait));
        flags.extend(time("--compute", work.compute));
        if self.pinned {
            flags.extend(["--cores".to_owned(), work.cores.to_string()]);
        }
        flags
    }
}

/// A length of time as flags take it: `80ms`, `1.5s`, `0`. Nothing is rounded.
pub fn flag_time(time: Duration) -> String {
    match time {
        Duration::ZERO => "0".to_owned(),
        time => format!("{time:?}").replace('µ', "u"),
    }
}

/// `5,000 tasks, each waits 80 ms and computes 2 ms`.
pub fn describe(work: &Workload) -> String {
    let many = work.tasks != 1;
    let tasks =
        if many { format!("{} tasks, each", show_count(work.tasks as u64)) } else { "1 task, which".to_owned() };
    let does = match (work.wait.is_zero(), work.compute.is_zero()) {
        (true, true) => "does nothing".to_owned(),
        (false, true) => format!("waits {}", show_time(work.wait)),
        (true, false) => format!("computes {}", show_time(work.compute)),
        (false, false) => format!("waits {} and computes {}", show_time(work.wait), show_time(work.compute)),
    };
    format!("{tasks} {does}")
}

/// A length of time that somebody gave, as short as it was given: `80 ms`, where a measured one is `80.0 ms`.
pub fn show_time(time: Duration) -> String {
    let shown = show_duration(time.as_nanos() as u64);
    let Some((number, unit)) = shown.split_once(' ') else { return shown };
    match number.contains('.') {
        true => format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.')),
        false => shown,
    }
}

/// Nanoseconds as a number to reckon with.
pub fn ns(time: Duration) -> f64 {
    time.as_nanos() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use timing::workload::parse_duration;

    #[test]
    fn work_is_described_as_it_was_given() {
        let work = |tasks, wait_ms, compute_us| Workload {
            tasks,
            wait: Duration::from_millis(wait_ms),
            compute: Duration::from_micros(compute_us),
            cores: 2,
        };
        assert_eq!(describe(&work(5_000, 80, 2_000)), "5,000 tasks, each waits 80 ms and computes 2 ms");
        assert_eq!(describe(&work(1, 1_500, 0)), "1 task, which waits 1.5 s");
        assert_eq!(describe(&work(2, 0, 500)), "2 tasks, each computes 500 us");
        assert_eq!(describe(&work(2, 0, 0)), "2 tasks, each does nothing");
        let question = Question { pinned: true, ..Question::about(work(5, 80, 50)) };
        assert_eq!(question.flags(&question.work).join(" "), "--tasks 5 --wait 80ms --compute 50us --cores 2");
    }

    proptest! {
        #[test]
        fn every_time_can_be_read_again(nanoseconds in 0u64..86_400_000_000_000) {
            let time = Duration::from_nanos(nanoseconds);
            let read = parse_duration(&flag_time(time)).unwrap();
            // Read as a decimal fraction, it may be off by a rounding.
            prop_assert!(read.abs_diff(time) <= Duration::from_nanos(1), "{}", flag_time(time));
        }
    }
}
