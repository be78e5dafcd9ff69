//! Runs the models, from few tasks to many.
//!
//! First the quiet part: runs of few tasks hardly use the CPU, so all models climb side by side, each on its own. Then the loud one, each
//! run by itself: up to the most tasks in large steps, all models a step after the other, so that whenever it ends they have come
//! about as far. What time is left goes to the steps in between.

use crate::climb::{By, Climb, Stop};
use crate::headroom::Headroom;
use crate::models::Shape;
use crate::runner::{Outcome, Runner, ceiling, tasks_of};
use crate::schedule::{doublings, passes};
use std::thread::{self, Builder};
use std::time::{Duration, Instant};
use timing::progress;
use timing::workload::show_duration;

/// The part of the budget that the quiet part may take.
const QUIET: u32 = 3;
/// Runs that look for the most tasks that a limit leaves room for.
const TRIES: usize = 12;

/// Who decides which model runs next, and with how many tasks.
pub struct Climber<'a>(pub Runner<'a>);

impl Climber<'_> {
    /// Runs all models as far as they go.
    pub fn run(&self) -> Vec<Climb> {
        let mut climbs: Vec<Climb> = self.0.request.models.iter().copied().map(Climb::of).collect();
        thread::scope(|scope| {
            for climb in &mut climbs {
                // One for which there is no thread begins with the loud part.
                let _ = Builder::new().spawn_scoped(scope, || self.climb_quietly(climb));
            }
        });
        let reaches: Vec<u64> = climbs.iter().map(|climb| self.reach(climb)).collect();
        let passes = passes(&doublings(self.0.request.tasks));
        let (first, others) = passes.split_first().expect("there are passes");
        self.climb_loudly(&mut climbs, &reaches, first);
        others.iter().for_each(|pass| self.fill_in(&mut climbs, &reaches, pass));
        self.finish(&mut climbs);
        progress::wipe();
        climbs
    }

    /// The quiet part, for one model.
    fn climb_quietly(&self, climb: &mut Climb) {
        let ends = self.0.begin + self.0.request.budget / QUIET;
        for tasks in doublings(self.0.request.tasks) {
            let left = ends.saturating_duration_since(Instant::now());
            let is_too_much = tasks > climb.model.quiet || climb.expected(tasks, self.0.request.wait) > left;
            if climb.stop.is_some() || is_too_much {
                return;
            }
            self.attempt(climb, tasks);
        }
    }

    /// The loud part, for the models that can have many tasks under way. What lies before the last step of any is run only where that
    /// leaves time for the last steps of all.
    fn climb_loudly(&self, climbs: &mut [Climb], reaches: &[u64], counts: &[u64]) {
        let (most, before) = counts.split_last().expect("there is a last count");
        for &tasks in before {
            for number in 0..climbs.len() {
                let (climb, reach) = (&climbs[number], reaches[number]);
                let reserved = self.all_at(climbs, reaches, *most);
                let has_time = climb.expected(tasks, self.0.request.wait) + reserved <= self.0.left();
                if is_due(climb, tasks) && (has_time || tasks >= reach) {
                    self.attempt(&mut climbs[number], tasks);
                }
            }
        }
        // Where there is no time for the most, all go as far as there is time for, so that none of them is left behind.
        let mut fewer = doublings(*most).into_iter().rev();
        let goal = fewer.find(|tasks| self.all_at(climbs, reaches, *tasks) <= self.0.left()).unwrap_or(*most);
        for tasks in [goal, *most] {
            for climb in climbs.iter_mut().filter(|climb| is_due(climb, tasks)) {
                self.attempt(climb, tasks);
            }
        }
    }

    /// How long it is likely to take to run all models with so many tasks, or as many of them as they can have.
    fn all_at(&self, climbs: &[Climb], reaches: &[u64], tasks: u64) -> Duration {
        let due = climbs.iter().zip(reaches).map(|(climb, reach)| (climb, tasks.min(*reach)));
        let due = due.filter(|(climb, tasks)| is_due(climb, *tasks));
        due.map(|(climb, tasks)| climb.expected(tasks, self.0.request.wait)).sum()
    }

    /// Steps between others, as far as there is time.
    fn fill_in(&self, climbs: &mut [Climb], reaches: &[u64], counts: &[u64]) {
        for &tasks in counts {
            for (climb, reach) in climbs.iter_mut().zip(reaches) {
                // One that ran out of time may go on, up to where it is likely to be stopped.
                let is_open = climb.stop.as_ref().is_none_or(|stop| stop.by == By::Budget);
                let most = if is_open { *reach } else { climb.reached() };
                let is_due = is_wide(climb) && tasks < most && !climb.has_run(tasks);
                if is_due && climb.expected(tasks, self.0.request.wait) <= self.0.left() {
                    match self.0.run(climb, tasks) {
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
            for tasks in doublings(self.0.request.tasks) {
                if climb.stop.is_none() && tasks > climb.reached() {
                    self.attempt(climb, tasks);
                }
            }
        }
    }

    /// How far a model is likely to go.
    fn reach(&self, climb: &Climb) -> u64 {
        let (most, _) = self.most(climb);
        ceiling(climb).map_or(most, |ceiling| most.min(ceiling.room))
    }

    /// The most tasks that a model may have now, and what stops it there.
    fn most(&self, climb: &Climb) -> (u64, Stop) {
        Headroom::now(&climb.model, self.0.request.tasks).most(climb, self.0.request)
    }

    /// Runs a model with so many tasks, or with as many as it may have; from there on it goes no further.
    fn attempt(&self, climb: &mut Climb, tasks: u64) {
        let (most, stops_there) = self.most(climb);
        let room = ceiling(climb).map_or(u64::MAX, |ceiling| ceiling.room);
        // What is far beyond a limit of the system is asked for all the same: the demo refuses it at once, and says why.
        let wanted = if room <= most && room < tasks / 10 * 9 { tasks } else { tasks.min(most) };
        if wanted <= climb.reached() {
            climb.stop = Some(stops_there);
            return;
        }
        let likely = wanted.min(room).min(most);
        if climb.expected(likely, self.0.request.wait) > self.0.left() {
            climb.stop = Some(self.out_of_time(climb, likely));
            return;
        }
        match self.0.run(climb, wanted) {
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
            if climb.expected(tasks, self.0.request.wait) > self.0.left() {
                return;
            }
            match self.0.run(climb, tasks) {
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

    fn out_of_time(&self, climb: &Climb, tasks: u64) -> Stop {
        let expected = show_duration(climb.expected(tasks, self.0.request.wait).as_nanos() as u64);
        let reason = format!("{} would take about {expected}, more than is left of the budget", tasks_of(tasks));
        Stop { by: By::Budget, reason, raise: Some("--budget gives more".to_owned()) }
    }
}

/// Whether a model that can have so many tasks under way at once is still to run with them.
fn is_due(climb: &Climb, tasks: u64) -> bool {
    is_wide(climb) && climb.stop.is_none() && tasks > climb.reached()
}

/// Whether a model can have many tasks under way at once.
fn is_wide(climb: &Climb) -> bool {
    !matches!(climb.model.shape, Shape::Few(_))
}
