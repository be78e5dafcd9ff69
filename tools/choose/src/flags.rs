//! What is asked, as flags say it.

use crate::ask::{TASKS, WAIT};
use crate::work::{Question, flag_time};
use std::thread;
use std::time::Duration;
use timing::workload::{Flag, Options, Program, TASKS_MOST, Takes, Workload};

/// The flags of `choose`.
pub const PROGRAM: Program = Program {
    name: "choose",
    about: "choose measures which concurrency model suits some work, and names the simplest that is fast enough.\n\
            Without --tasks, --wait and --compute it asks for them.",
    flags: &[
        Flag { name: "tasks", takes: Takes::NumberUpTo(TASKS_MOST), help: "how many tasks there are" },
        Flag { name: "wait", takes: Takes::Time, help: "how long each waits: 80ms, 1.5s; with --compute alone 0" },
        Flag { name: "compute", takes: Takes::Time, help: "how much CPU time each needs after that" },
        Flag {
            name: "fail-alone",
            takes: Takes::Nothing,
            help: "a crash of one task must leave the others as they are",
        },
        Flag {
            name: "blocking-library",
            takes: Takes::Nothing,
            help: "the library that tasks wait in blocks its thread",
        },
        Flag { name: "budget", takes: Takes::Time, help: "measure for at most so long, building aside (20s)" },
    ],
    without: &["tasks", "wait", "compute", "fail", "by", "zoom", "svg", "trace"],
    by_default: "",
    examples: &[
        ("--wait 80ms --compute 2ms --tasks 5000", "5,000 tasks that wait 80 ms and compute 2 ms each"),
        ("--tasks 16 --compute 50ms", "tasks that only compute"),
        ("--tasks 200 --wait 1s --blocking-library", "the library has no async version"),
        ("--tasks 40 --compute 10ms --fail-alone", "a crash must stay alone"),
        ("", "asks, one question after the other"),
    ],
};

const BUDGET: Duration = Duration::from_secs(20);
/// In less than this not every model can be run even once.
const BUDGET_LEAST: Duration = Duration::from_secs(1);

/// A question, and what was taken where the user has said nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// A sentence for each flag that was not given.
    pub taken: Vec<String>,
}

/// How long may be measured.
pub fn budget(options: &Options) -> Duration {
    options.time("budget").unwrap_or(BUDGET)
}

/// Refuses a budget in which nothing can be measured.
///
/// # Errors
/// What to give instead.
pub fn check_budget(options: &Options) -> Result<(), String> {
    match budget(options) {
        budget if budget < BUDGET_LEAST => {
            Err(format!("--budget {}: give 1s or more, so that every model can be run", flag_time(budget)))
        }
        _ => Ok(()),
    }
}

/// On how many cores the work is to be done.
///
/// # Errors
/// That there are not so many.
pub fn cores(options: &Options) -> Result<usize, String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    match options.cores {
        Some(asked) if asked > cores => Err(format!("--cores {asked}: there are {cores} here; give 1 to {cores}")),
        asked => Ok(asked.unwrap_or(cores)),
    }
}

/// The question that the flags ask; `None` where they say nothing of the work.
pub fn question(options: &Options, cores: usize) -> Option<Asked> {
    let of_the_work = ["tasks", "wait", "compute", "fail-alone", "blocking-library"];
    if !of_the_work.iter().any(|name| options.has(name)) {
        return None;
    }
    let mut taken = Vec::new();
    let mut not_given =
        |flag: &str, value: &str, why: &str| taken.push(format!("--{flag} was not given: {value} is taken, {why}."));
    let tasks = options.number("tasks").unwrap_or_else(|| {
        not_given("tasks", &TASKS.to_string(), "as in every demo");
        TASKS
    });
    let computes = options.time("compute").is_some_and(|time| !time.is_zero());
    let wait = options.time("wait").unwrap_or_else(|| {
        let (wait, why) = if computes { (Duration::ZERO, "as the tasks compute") } else { (WAIT, "as in every demo") };
        not_given("wait", &flag_time(wait), why);
        wait
    });
    let compute = options.time("compute").unwrap_or_else(|| {
        not_given("compute", "0", "as in every demo");
        Duration::ZERO
    });
    let question = Question {
        work: Workload { tasks, wait, compute, cores },
        fail_alone: options.has("fail-alone"),
        blocking_library: options.has("blocking-library"),
        pinned: options.cores.is_some(),
    };
    Some(Asked { question, taken })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn asked(line: &str) -> Option<Asked> {
        let options = PROGRAM.parse(line.split_whitespace().map(OsString::from)).unwrap().unwrap();
        question(&options, 2)
    }

    #[test]
    fn what_is_not_said_is_taken_and_told() {
        let all = asked("--tasks 5,000 --wait 80ms --compute 2ms").unwrap();
        let work =
            Workload { tasks: 5_000, wait: Duration::from_millis(80), compute: Duration::from_millis(2), cores: 2 };
        assert_eq!(all, Asked { question: Question::about(work), taken: Vec::new() });
        let computes = asked("--compute 2ms").unwrap();
        assert_eq!((computes.question.work.wait, computes.question.work.tasks), (Duration::ZERO, TASKS));
        assert_eq!(computes.taken.len(), 2);
        let alone = asked("--fail-alone").unwrap();
        assert!(alone.question.fail_alone && alone.question.work.wait == WAIT && alone.taken.len() == 3);
        assert_eq!(asked("--wait 0").unwrap().question.work.wait, Duration::ZERO);
        assert!(asked("--blocking-library --cores 1 --tasks 3").unwrap().question.pinned);
    }

    #[test]
    fn where_nothing_is_said_of_the_work_there_is_no_question() {
        assert_eq!(asked(""), None);
        assert_eq!(asked("--budget 5s --json"), None);
    }
}
