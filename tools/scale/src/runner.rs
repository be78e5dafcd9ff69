//! One run of a model, and how it went.

use crate::climb::{By, Climb, Step, Stop};
use crate::request::Request;
use artifacts::Programs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use timing::limits::Ceiling;
use timing::progress;
use timing::report::sentences::plural;
use timing::reported::{self, Trouble};
use timing::workload::show_count;

/// How long after its time a run may end before it is ended.
const GRACE: Duration = Duration::from_secs(3);

/// How a run went.
pub enum Outcome {
    /// All its tasks were done.
    Done(Step),
    /// It was refused, or went wrong: with fewer tasks it may be done.
    TooMany(Stop),
    /// There is no going on.
    Stopped(Stop),
}

/// Who runs the models, one run at a time.
pub struct Runner<'a> {
    /// What was asked for.
    pub request: &'a Request,
    /// The demos.
    pub programs: &'a Programs,
    /// Whether Ctrl-C was pressed.
    pub interrupted: &'a AtomicBool,
    /// When all of it began.
    pub begin: Instant,
}

impl Runner<'_> {
    /// What is left of the budget.
    pub fn left(&self) -> Duration {
        (self.begin + self.request.budget).saturating_duration_since(Instant::now())
    }

    /// Runs a model with so many tasks.
    pub fn run(&self, climb: &Climb, tasks: u64) -> Outcome {
        let stopped = |by, reason: String, raise: Option<&str>| {
            Outcome::Stopped(Stop { by, reason, raise: raise.map(str::to_owned) })
        };
        if self.interrupted.load(Ordering::Relaxed) {
            return stopped(By::Interrupt, "Ctrl-C came".to_owned(), None);
        }
        let name = climb.model.program();
        let Ok(program) = artifacts::find(self.programs, &name) else {
            return stopped(By::Failure, "it was not built: see what cargo says above".to_owned(), None);
        };
        self.show_progress(climb.model.name, tasks);
        let begin = Instant::now();
        let mut command = Command::new(program);
        command.args(climb.model.arguments(tasks, self.request.wait));
        let outcome = reported::run(&mut command, None, self.left() + GRACE, self.interrupted);
        match outcome {
            Ok(run) if run.interrupted && self.interrupted.load(Ordering::Relaxed) => {
                stopped(By::Interrupt, format!("Ctrl-C came while {} ran", tasks_of(tasks)), None)
            }
            Ok(run) => match run.failures.first() {
                None => Outcome::Done(Step::of(tasks, &run, begin.elapsed())),
                Some(first) => {
                    let failed = show_count(run.failures.len() as u64);
                    let reason = format!("of {} {failed} failed: {}", tasks_of(tasks), first.reason);
                    Outcome::TooMany(failure(climb, tasks, reason))
                }
            },
            Err(Trouble::Refused(why)) => Outcome::TooMany(refusal(climb, &why)),
            Err(Trouble::Overdue(_)) => {
                let reason = format!("{} took longer than what was left of the budget", tasks_of(tasks));
                stopped(By::Budget, reason, Some("--budget gives more"))
            }
            Err(trouble @ Trouble::NoReport(..)) => {
                Outcome::TooMany(failure(climb, tasks, format!("with {}: {trouble}", tasks_of(tasks))))
            }
            Err(trouble) => stopped(By::Failure, trouble.to_string(), None),
        }
    }

    fn show_progress(&self, model: &str, tasks: u64) {
        let (since, budget) = (self.begin.elapsed(), self.request.budget);
        let more = format!(", {:.0} s of {:.0} s", since.as_secs_f64(), budget.as_secs_f64());
        let line = format!("{model}: {}", tasks_of(tasks));
        progress::show_with_bar(since.as_millis() as usize, budget.as_millis() as usize, &line, &more);
    }
}

/// `1 task`, `2,048 tasks`.
pub fn tasks_of(tasks: u64) -> String {
    plural(tasks, "task")
}

/// The lowest limit on what a model has one of for each task.
pub fn ceiling(climb: &Climb) -> Option<Ceiling> {
    climb.model.shape.plenty().and_then(Ceiling::here)
}

/// What stops a model of which it was tried to run more tasks than there was room for. Where most of what a limit of the system allows
/// was wanted, that is likely to be the reason, so it is named.
fn failure(climb: &Climb, tasks: u64, reason: String) -> Stop {
    if reason.contains(ADDRESS_SPACE) {
        let raise = format!("{ADDRESS_SPACE} raises it, as far as the hard limit allows");
        return Stop { by: By::Limit, reason, raise: Some(raise) };
    }
    match ceiling(climb).filter(|ceiling| ceiling.room < 2 * tasks) {
        Some(ceiling) => {
            let value = show_count(ceiling.value);
            let reason = format!("{reason}; the lowest limit on what it needs is {}: {value}", ceiling.name);
            Stop { by: By::Limit, reason, raise: Some(ceiling.raised_for(2 * tasks)) }
        }
        None => Stop { by: By::Failure, reason, raise: None },
    }
}

/// The limit that a thread meets which is not refused beforehand.
const ADDRESS_SPACE: &str = "ulimit -v";

/// What a demo says when it refuses: `demo_x: what does not fit (how to raise it); nothing was run`.
fn refusal(climb: &Climb, why: &str) -> Stop {
    let said = why.strip_prefix(&format!("{}: ", climb.model.program())).unwrap_or(why);
    let said = said.strip_suffix("; nothing was run").unwrap_or(said);
    let (reason, raise) = match said.rsplit_once(" (") {
        Some((reason, raise)) => (reason, raise.strip_suffix(')').map(str::to_owned)),
        None => (said, None),
    };
    let by = if reason.contains(" of memory, and ") { By::Memory } else { By::Limit };
    Stop { by, reason: reason.to_owned(), raise }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::climb::tests::climbed;

    #[test]
    fn a_demos_refusal_is_taken_apart() {
        let why = "demo_thread: 32,768 threads do not fit here: vm.max_map_count is 65,530, enough for about 16,351 \
                   (sudo sysctl vm.max_map_count=141072 raises it); nothing was run";
        let stop = refusal(&climbed("thread", &[], 0), why);
        assert_eq!(stop.by, By::Limit);
        assert_eq!(stop.reason, "32,768 threads do not fit here: vm.max_map_count is 65,530, enough for about 16,351");
        assert_eq!(stop.raise.as_deref(), Some("sudo sysctl vm.max_map_count=141072 raises it"));
        let memory = "demo_async_smol: 9 tasks of about 700 B need 6.30 kB of memory, and 1 B is to be had here (give fewer, or \
                      free some); nothing was run";
        let stop = refusal(&climbed("async_smol", &[], 0), memory);
        assert_eq!((stop.by, stop.raise.as_deref()), (By::Memory, Some("give fewer, or free some")));
        let unknown = refusal(&climbed("thread", &[], 0), "it does not want to");
        assert_eq!((unknown.reason.as_str(), unknown.raise), ("it does not want to", None));
    }
}
