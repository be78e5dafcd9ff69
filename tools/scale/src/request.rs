//! What was asked for.

use crate::models::Model;
use std::time::Duration;
use timing::limits::Memory;
use timing::workload::{Flag, Options, Program, Takes, show_duration};

const BUDGET: Flag = Flag { name: "budget", takes: Takes::Time, help: "how long all of it may take (60s)" };
const MEMORY: Flag = Flag {
    name: "memory",
    takes: Takes::Size,
    help: "the most memory that a run may take (4GiB, or half of what is free)",
};
const ONLY: Flag = Flag { name: "only", takes: Takes::List("A,B"), help: "only these models: thread,async_tokio" };

/// The command line.
pub const PROGRAM: Program = Program {
    name: "scale",
    about: "scale runs each model with more and more tasks that wait, up to --tasks or until a limit stops it, and plans from there.",
    flags: &[BUDGET, MEMORY, ONLY],
    without: &["compute", "cores", "fail", "by", "zoom", "trace"],
    by_default: "--tasks 1000000 --wait 1s",
    examples: &[
        ("", "all models, up to 1,000,000 tasks, in about a minute"),
        ("--budget 5m", "with more of the steps in between"),
        ("--only thread,async_tokio --svg scale.svg", "two of the models, also drawn into a file"),
        ("--tasks 64 --wait 20ms --budget 10s", "a small one"),
    ],
};

/// The budget where none is given.
const BUDGET_USUAL: Duration = Duration::from_secs(60);
/// The most memory where nothing is said: so much, or half of what there is to be had.
const MEMORY_USUAL: u64 = 4 << 30;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The models, from the simplest on.
    pub models: Vec<Model>,
    /// The most tasks.
    pub tasks: u64,
    /// How long each task waits.
    pub wait: Duration,
    /// How long all of it may take, from when everything is built.
    pub budget: Duration,
    /// The most memory that a run may take, in bytes, as its report counts it.
    pub memory_bytes: u64,
}

impl Request {
    /// What the command line asks for.
    ///
    /// # Errors
    /// What cannot be, in one line.
    pub fn of(options: &Options) -> Result<Request, String> {
        let (wait, budget) = (options.wait, options.time("budget").unwrap_or(BUDGET_USUAL));
        if wait.is_zero() {
            return Err("--wait 0: what is scaled here is waiting; give a time, for example 1s".to_owned());
        }
        if budget <= wait {
            let (budget, wait) = (show_duration(budget.as_nanos() as u64), show_duration(wait.as_nanos() as u64));
            return Err(format!("--budget {budget}: one task alone waits {wait}; give more, or a shorter --wait"));
        }
        let half = Memory::here().map_or(MEMORY_USUAL, |memory| memory.available_bytes / 2);
        Ok(Request {
            models: Model::named(options.list("only"))?,
            tasks: options.tasks as u64,
            wait,
            budget,
            memory_bytes: options.size_bytes("memory").unwrap_or(MEMORY_USUAL.min(half)),
        })
    }
}
