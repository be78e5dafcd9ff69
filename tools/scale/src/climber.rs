//! Runs the models, from few tasks to many.
//!
//! First the quiet part: runs of few tasks hardly use the CPU, so all models climb side by side, each on its own. Then the loud one:
//! each run by itself, a count after the other, so that whenever it ends all models have come about as far.

use crate::climb::{By, Climb, Step, Stop};
use crate::headroom::Headroom;
use crate::models::Shape;
use crate::request::Request;
use crate::schedule::{STRIDES, doublings, is_run};
use artifacts::Programs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use timing::limits::{Ceiling, Plenty};
use timing::progress;
use timing::reported::{self, Trouble};
use timing::workload::{show_count, show_duration};

/// Who runs the models.
pub struct Climber<'a> {
    /// What was asked for.
    pub request: &'a Request,
    /// The demos.
    pub programs: &'a Programs,
    /// Whether Ctrl-C was pressed.
    pub interrupted: &'a AtomicBool,
    /// When it began.
    pub begin: Instant,
}

/// The part of the budget that the quiet part may take.
const QUIET: u32 = 3;
/// How long after its time a run may end before it is ended.
const GRACE: Duration = Duration::from_secs(3);
/// Runs that look for the most tasks that a limit leaves room for.
const TRIES: usize = 12;

/// How a run went.
enum Outcome {
    Done(Step),
    Refused(String),
    Stopped(Stop),
}

impl Climber<'_> {
    /// Runs all models as far as they go.
    pub fn run(&self) -> Vec<Climb> {
        let mut climbs: Vec<Climb> = self.request.models.iter().copied().map(Climb::of).collect();
        thread::scope(|scope| {
            for climb in &mut climbs {
                scope.spawn(|| self.climb_quietly(climb));
            }
        });
        self.climb_loudly(&mut climbs);
        progress::wipe();
        climbs
    }

    /// The quiet part, for one model. Models that can have only a few tasks under way end here.
    fn climb_quietly(&self, climb: &mut Climb) {
        let ends = self.begin + self.request.budget / QUIET;
        for tasks in doublings(self.request.tasks) {
            if climb.stop.is_some() || tasks > climb.model.quiet {
                return;
            }
            let left = ends.saturating_duration_since(Instant::now());
            if climb.expected(tasks, self.request.wait) > left {
                if matches!(climb.model.shape, Shape::Few(_)) {
                    climb.stop = Some(self.out_of_time(climb, tasks, "its share of the budget"));
                }
                return;
            }
            self.attempt(climb, tasks);
        }
    }

    /// The loud part, for all models.
    fn climb_loudly(&self, climbs: &mut [Climb]) {
        let counts = doublings(self.request.tasks);
        let reaches: Vec<u64> = climbs.iter().map(|climb| self.reach(climb)).collect();
        let stride = self.stride(climbs, &reaches, &counts);
        for (place, &tasks) in counts.iter().enumerate().filter(|(place, _)| is_run(*place, counts.len(), stride)) {
            for number in 0..climbs.len() {
                let is_due = climbs[number].stop.is_none() && tasks > climbs[number].reached();
                let is_last = tasks >= reaches[number] || place + 1 == counts.len();
                // What lies before the last step of any model is run only where that leaves time for the last ones.
                let last_steps = climbs.iter().zip(&reaches).map(|(climb, reach)| self.last_step(climb, *reach));
                let reserved: Duration = last_steps.sum();
                let expected = climbs[number].expected(tasks, self.request.wait);
                if is_due && (is_last || expected + reserved <= self.left()) {
                    self.attempt(&mut climbs[number], tasks);
                }
            }
        }
    }

    /// The shortest stride with which there is time for all steps.
    fn stride(&self, climbs: &[Climb], reaches: &[u64], counts: &[u64]) -> usize {
        let takes = |stride: usize| -> Duration {
            let of_one = |(climb, reach): (&Climb, &u64)| -> Duration {
                let due = |place: &usize| is_run(*place, counts.len(), stride) && climb.stop.is_none();
                let between = (0..counts.len()).filter(due).map(|place| counts[place]);
                let between = between.filter(|tasks| *tasks > climb.reached() && tasks < reach);
                between.map(|tasks| climb.expected(tasks, self.request.wait)).sum::<Duration>()
                    + self.last_step(climb, *reach)
            };
            climbs.iter().zip(reaches).map(of_one).sum()
        };
        let left = self.left();
        STRIDES.into_iter().find(|stride| takes(*stride) <= left).unwrap_or(STRIDES[STRIDES.len() - 1])
    }

    /// How far a model is likely to go.
    fn reach(&self, climb: &Climb) -> u64 {
        let (most, _) = Headroom::now().most(climb, self.request);
        ceiling(climb).map_or(most, |ceiling| most.min(ceiling.room))
    }

    /// How long a model's last step is likely to take, if it is still to come.
    fn last_step(&self, climb: &Climb, reach: u64) -> Duration {
        let is_due = climb.stop.is_none() && reach > climb.reached();
        if is_due { climb.expected(reach, self.request.wait) } else { Duration::ZERO }
    }

    fn left(&self) -> Duration {
        (self.begin + self.request.budget).saturating_duration_since(Instant::now())
    }

    /// Runs a model with so many tasks, or with as many as it may have; from there on it goes no further.
    fn attempt(&self, climb: &mut Climb, tasks: u64) {
        let (most, stops_there) = Headroom::now().most(climb, self.request);
        let wanted = tasks.min(most);
        if wanted <= climb.reached() {
            climb.stop = Some(stops_there);
            return;
        }
        // More than there is room for are refused at once. What takes time is the run with as many as there is room for.
        let likely = ceiling(climb).map_or(wanted, |ceiling| wanted.min(ceiling.room));
        if climb.expected(likely, self.request.wait) > self.left() {
            climb.stop = Some(self.out_of_time(climb, likely, "the budget"));
            return;
        }
        match self.try_once(climb, wanted) {
            Outcome::Done(step) => {
                climb.steps.push(step);
                climb.stop = (wanted == most).then_some(stops_there);
            }
            Outcome::Refused(why) => self.approach(climb, wanted, &why),
            Outcome::Stopped(stop) => climb.stop = Some(stop),
        }
    }

    /// Runs a model with as many tasks as it can have, of which it is known that `refused` are too many.
    fn approach(&self, climb: &mut Climb, mut refused: u64, why: &str) {
        climb.stop = Some(refusal(climb, why));
        let mut wanted = ceiling(climb).map(|ceiling| ceiling.room);
        for _ in 0..TRIES {
            let reached = climb.reached();
            let far = refused - reached > 1 + refused / 50; // nearer than a fiftieth is near enough
            let between = |tasks: &u64| *tasks > reached && *tasks < refused;
            let Some(tasks) = wanted.take().filter(between).or(far.then_some(reached + (refused - reached) / 2)) else {
                return;
            };
            if climb.expected(tasks, self.request.wait) > self.left() {
                return;
            }
            match self.try_once(climb, tasks) {
                Outcome::Done(step) => climb.steps.push(step),
                Outcome::Refused(why) => {
                    // A demo counts what is taken of a limit for itself, and may come to a little less.
                    wanted = ceiling(climb).filter(|ceiling| ceiling.room == tasks).map(|_| tasks - tasks / 100);
                    climb.stop = Some(refusal(climb, &why));
                    refused = tasks;
                }
                // The limit is what it cannot get past; that nothing nearer to it was run does not change that.
                Outcome::Stopped(stop) if stop.by == By::Budget => return,
                Outcome::Stopped(stop) => {
                    climb.stop = Some(stop);
                    return;
                }
            }
        }
    }

    fn try_once(&self, climb: &Climb, tasks: u64) -> Outcome {
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
                    stopped(By::Failure, format!("of {} {failed} failed: {}", tasks_of(tasks), first.reason), None)
                }
            },
            Err(Trouble::Refused(why)) => Outcome::Refused(why),
            Err(Trouble::Overdue(_)) => {
                let reason = format!("{} took longer than what was left of the budget", tasks_of(tasks));
                stopped(By::Budget, reason, Some("--budget gives more"))
            }
            Err(trouble) => stopped(By::Failure, format!("with {}: {trouble}", tasks_of(tasks)), None),
        }
    }

    fn out_of_time(&self, climb: &Climb, tasks: u64, of_what: &str) -> Stop {
        let expected = show_duration(climb.expected(tasks, self.request.wait).as_nanos() as u64);
        let reason = format!("{} would take about {expected}, more than is left of {of_what}", tasks_of(tasks));
        Stop { by: By::Budget, reason, raise: Some("--budget gives more".to_owned()) }
    }

    fn show_progress(&self, model: &str, tasks: u64) {
        let (since, budget) = (self.begin.elapsed(), self.request.budget);
        let more = format!(", {:.0} s of {:.0} s", since.as_secs_f64(), budget.as_secs_f64());
        let line = format!("{model}: {}", tasks_of(tasks));
        progress::show_with_bar(since.as_millis() as usize, budget.as_millis() as usize, &line, &more);
    }
}

fn tasks_of(tasks: u64) -> String {
    timing::report::sentences::plural(tasks, "task")
}

/// The lowest limit on what a model has one of for each task.
fn ceiling(climb: &Climb) -> Option<Ceiling> {
    match climb.model.shape {
        Shape::Threads => Ceiling::here(Plenty::Threads),
        Shape::Processes => Ceiling::here(Plenty::Processes),
        Shape::Few(_) | Shape::Async => None,
    }
}

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
