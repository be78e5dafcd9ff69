//! Runs the models, from few tasks to many.
//!
//! First the quiet part: runs of few tasks hardly use the CPU, so all models climb side by side, each on its own. Then the loud one, each
//! run by itself: up to the most tasks in large steps, all models a step after the other, so that whenever it ends they have come
//! about as far. What time is left goes to the steps in between.

use crate::climb::{By, Climb, Step, Stop};
use crate::headroom::Headroom;
use crate::models::Shape;
use crate::request::Request;
use crate::schedule::{doublings, passes};
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
    /// All its tasks were done.
    Done(Step),
    /// It was refused, or went wrong: with fewer tasks it may be done.
    TooMany(Stop),
    /// There is no going on.
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
        let reaches: Vec<u64> = climbs.iter().map(|climb| self.reach(climb)).collect();
        let passes = passes(&doublings(self.request.tasks));
        let (first, others) = passes.split_first().expect("there are passes");
        self.climb_loudly(&mut climbs, &reaches, first);
        others.iter().for_each(|pass| self.fill_in(&mut climbs, &reaches, pass));
        self.finish(&mut climbs);
        progress::wipe();
        climbs
    }

    /// The quiet part, for one model.
    fn climb_quietly(&self, climb: &mut Climb) {
        let ends = self.begin + self.request.budget / QUIET;
        for tasks in doublings(self.request.tasks) {
            let left = ends.saturating_duration_since(Instant::now());
            let is_too_much = tasks > climb.model.quiet || climb.expected(tasks, self.request.wait) > left;
            if climb.stop.is_some() || is_too_much {
                return;
            }
            self.attempt(climb, tasks);
        }
    }

    /// The loud part, for the models that can have many tasks under way. What lies before the last step of any is run only where that
    /// leaves time for the last steps of all.
    fn climb_loudly(&self, climbs: &mut [Climb], reaches: &[u64], counts: &[u64]) {
        for &tasks in counts {
            for number in 0..climbs.len() {
                let (climb, reach) = (&climbs[number], reaches[number]);
                let is_due = is_wide(climb) && climb.stop.is_none() && tasks > climb.reached();
                let last_steps = climbs.iter().zip(reaches).map(|(climb, reach)| self.last_step(climb, *reach));
                let reserved: Duration = last_steps.sum();
                let has_time = climb.expected(tasks, self.request.wait) + reserved <= self.left();
                if is_due && (has_time || tasks >= reach || Some(&tasks) == counts.last()) {
                    self.attempt(&mut climbs[number], tasks);
                }
            }
        }
    }

    /// Steps between others, as far as there is time.
    fn fill_in(&self, climbs: &mut [Climb], reaches: &[u64], counts: &[u64]) {
        for &tasks in counts {
            for (climb, reach) in climbs.iter_mut().zip(reaches) {
                // One that ran out of time may go on, up to where it is likely to be stopped.
                let is_open = climb.stop.as_ref().is_none_or(|stop| stop.by == By::Budget);
                let most = if is_open { *reach } else { climb.reached() };
                let is_due = is_wide(climb) && tasks < most && !climb.has_run(tasks);
                if is_due && climb.expected(tasks, self.request.wait) <= self.left() {
                    match self.try_once(climb, tasks) {
                        Outcome::Done(step) => climb.add(step),
                        Outcome::TooMany(stop) => climb.stop = Some(stop),
                        Outcome::Stopped(_) => (), // what stops it is known already
                    }
                }
            }
        }
    }

    /// What is left of the budget goes to the models that have only a few tasks under way: they take the longest.
    fn finish(&self, climbs: &mut [Climb]) {
        for climb in climbs {
            for tasks in doublings(self.request.tasks) {
                if climb.stop.is_none() && tasks > climb.reached() {
                    self.attempt(climb, tasks);
                }
            }
        }
    }

    /// How far a model is likely to go.
    fn reach(&self, climb: &Climb) -> u64 {
        let (most, _) = Headroom::now().most(climb, self.request);
        ceiling(climb).map_or(most, |ceiling| most.min(ceiling.room))
    }

    /// How long a model's last step is likely to take, if it is still to come.
    fn last_step(&self, climb: &Climb, reach: u64) -> Duration {
        let is_due = is_wide(climb) && climb.stop.is_none() && reach > climb.reached();
        if is_due { climb.expected(reach, self.request.wait) } else { Duration::ZERO }
    }

    fn left(&self) -> Duration {
        (self.begin + self.request.budget).saturating_duration_since(Instant::now())
    }

    /// Runs a model with so many tasks, or with as many as it may have; from there on it goes no further.
    fn attempt(&self, climb: &mut Climb, tasks: u64) {
        let (most, stops_there) = Headroom::now().most(climb, self.request);
        let room = ceiling(climb).map_or(u64::MAX, |ceiling| ceiling.room);
        // What is far beyond a limit of the system is asked for all the same: the demo refuses it at once, and says why.
        let wanted = if room < tasks / 10 * 9 { tasks } else { tasks.min(most) };
        if wanted <= climb.reached() {
            climb.stop = Some(stops_there);
            return;
        }
        let likely = wanted.min(room).min(most);
        if climb.expected(likely, self.request.wait) > self.left() {
            climb.stop = Some(self.out_of_time(climb, likely));
            return;
        }
        match self.try_once(climb, wanted) {
            Outcome::Done(step) => {
                climb.add(step);
                climb.stop = (wanted >= most).then_some(stops_there);
            }
            Outcome::TooMany(stop) => {
                climb.stop = Some(stop);
                self.approach(climb, wanted.min(most), room.min(most));
            }
            Outcome::Stopped(stop) => climb.stop = Some(stop),
        }
    }

    /// Runs a model with as many tasks as there is room for, and where even those are too many, or it is not known how many they are,
    /// looks for the most that are not. `too_many` are, or may be.
    fn approach(&self, climb: &mut Climb, mut too_many: u64, room: u64) {
        // A demo counts for itself what is taken of a limit, and may come to a little less.
        let mut likely = [room, room - room / 100].into_iter();
        for _ in 0..TRIES {
            let reached = climb.reached();
            let next = likely.find(|tasks| *tasks > reached && *tasks < too_many);
            let is_far = too_many.saturating_sub(reached) > 1 + too_many / 50; // nearer than a fiftieth is near enough
            let Some(tasks) = next.or(is_far.then(|| reached + (too_many - reached) / 2)) else { return };
            if climb.expected(tasks, self.request.wait) > self.left() {
                return;
            }
            match self.try_once(climb, tasks) {
                Outcome::Done(step) if next.is_some() => return climb.add(step),
                Outcome::Done(step) => climb.add(step),
                Outcome::TooMany(_) => too_many = tasks,
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

    fn out_of_time(&self, climb: &Climb, tasks: u64) -> Stop {
        let expected = show_duration(climb.expected(tasks, self.request.wait).as_nanos() as u64);
        let reason = format!("{} would take about {expected}, more than is left of the budget", tasks_of(tasks));
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

/// Whether a model can have many tasks under way at once.
fn is_wide(climb: &Climb) -> bool {
    !matches!(climb.model.shape, Shape::Few(_))
}

/// The lowest limit on what a model has one of for each task.
fn ceiling(climb: &Climb) -> Option<Ceiling> {
    match climb.model.shape {
        Shape::Threads => Ceiling::here(Plenty::Threads),
        Shape::Processes => Ceiling::here(Plenty::Processes),
        Shape::Few(_) | Shape::Async => None,
    }
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
