//! The real machine: has cargo build the demos, and runs them.

use crate::models::Model;
use crate::sample::Sample;
use crate::search::{Bench, Ran};
use crate::work::Question;
use artifacts::Programs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use timing::progress;
use timing::report::Run;
use timing::reported::{self, Trouble};
use timing::workload::{Speed, Workload, show_count};

/// Has cargo build the demos as this program was built. What cannot be built is missing in the result, and cargo's complaints tell why.
///
/// # Errors
/// Where cargo itself cannot be run, in words.
pub fn build(interrupted: &AtomicBool) -> Result<(Programs, Vec<u8>), String> {
    progress::show("cargo builds the demos", ", the first time for a minute or two");
    let names = Model::ALL.map(Model::name);
    let built = artifacts::build_demos(&names, artifacts::PROFILE, interrupted);
    progress::wipe();
    let mut built = built?;
    let complaints = std::mem::take(&mut built.complaints);
    Ok((built.some(), complaints))
}

/// Runs demos, as long as there is budget left.
pub struct Demos<'a> {
    programs: &'a Programs,
    question: Question,
    /// Measured once and handed to all, so that all do the same amount of work: two calibrations differ by percents.
    speed: Option<Speed>,
    begin: Instant,
    budget: Duration,
    interrupted: &'a AtomicBool,
    /// What stands before the progress, as `3 of 40: `.
    pub progress_of: String,
}

impl<'a> Demos<'a> {
    /// For this question. The budget is counted from `begin` on. Where there is something to compute, the speed of this machine is
    /// measured now.
    pub fn new(
        programs: &'a Programs,
        question: Question,
        begin: Instant,
        budget: Duration,
        interrupted: &'a AtomicBool,
    ) -> Demos<'a> {
        let speed = (!question.work.compute.is_zero()).then(Speed::measure);
        Demos { programs, question, speed, begin, budget, interrupted, progress_of: String::new() }
    }

    /// Runs a model once on this work, for at most `deadline`.
    ///
    /// # Errors
    /// Why there is no report.
    pub fn run_within(&self, model: Model, work: &Workload, deadline: Duration) -> Result<Run, Trouble> {
        let binary = artifacts::find(self.programs, &format!("demo_{}", model.name()));
        let binary = binary.map_err(|why| Trouble::NotStarted(std::io::Error::other(why)))?;
        let mut command = Command::new(binary);
        command.args(self.question.flags(work)).arg("--json");
        reported::run(&mut command, self.speed, deadline, self.interrupted)
    }

    /// Whether Ctrl-C came.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// How much of the budget is used up.
    pub fn spent(&self) -> Duration {
        self.begin.elapsed()
    }
}

impl Bench for Demos<'_> {
    fn run(&mut self, model: Model, work: &Workload) -> Ran {
        if self.is_interrupted() {
            return Ran::Interrupted;
        }
        let tasks = show_count(work.tasks as u64);
        let left = self.left();
        let spent = (100.0 * self.spent().as_secs_f64() / self.budget.as_secs_f64()) as usize;
        let line = format!("{}{} with {tasks} tasks", self.progress_of, model.name());
        progress::show_with_bar(spent, 100, &line, &format!(", at most {} s left", left.as_secs()));
        let begin = Instant::now();
        let ran = self.run_within(model, work, left);
        let elapsed = begin.elapsed();
        if self.is_interrupted() {
            return Ran::Interrupted;
        }
        match ran {
            Ok(run) => match run.failures.first() {
                None => Ran::Done(Sample {
                    work: *work,
                    wall_ns: run.wall_ns,
                    ideal_ns: run.ideal_ns,
                    cores_busy: run.cores_busy,
                    elapsed,
                }),
                Some(first) => Ran::Broke(format!("task {} failed: {}", first.task, first.reason)),
            },
            Err(Trouble::Overdue(_)) => Ran::Overdue,
            // It says who it is, as everybody does on standard error, and that nothing was run, which is true of it alone.
            Err(Trouble::Refused(why)) => {
                let why = why.trim_start_matches(&format!("demo_{}: ", model.name()));
                Ran::Refused(why.trim_end_matches("; nothing was run").to_owned())
            }
            Err(trouble) => Ran::Broke(trouble.to_string()),
        }
    }

    fn left(&self) -> Duration {
        self.budget.saturating_sub(self.spent())
    }

    fn budget(&self) -> Duration {
        self.budget
    }
}
