//! The numbers of a run beside a slow, plain reference: it looks at every task in every moment, as the words in `docs/src/figures.md`
//! say it, and knows nothing of spans.

use super::run::{Detail, Mark, Phase, Turns};
use super::{Beat, HEARTBEAT, Recorder};
use crate::platform::Usage;
use crate::report::Run;
use crate::span::{Place, Span, State};
use crate::workload::{Work, Workload};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// The start of all runs here, on the system's clock.
const START: u64 = 1_000_000_000;
const REASON: &str = "because";
const UNFINISHED: &str = "it had not ended when the run was over";

/// What one task did. Moments are counted in cells of equal length, from the start of the run.
#[derive(Clone, Debug)]
struct Story {
    begins: Option<u64>,
    /// When it goes on after its wait.
    goes_on: Option<u64>,
    ends: Option<u64>,
    /// What it tells of the time after its wait: states, and until when. The last one goes on where the task has not ended.
    phases: Vec<(State, u64)>,
    /// Its CPU time, where it has told of any computation: the outer one is for that.
    cpu_cells: Option<Option<u64>>,
    turns: (u32, u32),
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Well,
    Failed,
    Stopped,
}

/// A whole run.
#[derive(Clone, Debug)]
struct Scene {
    /// The nanoseconds of a cell.
    cell: u64,
    wait: u64,
    compute: u64,
    cores: usize,
    waits_for_io: bool,
    stop: u64,
    tasks: Vec<Story>,
    /// How much later than it was due each tick comes, in cells.
    ticks_late: Option<Vec<u64>>,
    cpu: (u64, u64),
}

fn story() -> impl Strategy<Value = Story> {
    let phase = (proptest::sample::select(&State::ALL[..]), 1..4_u64);
    let phases = prop_oneof![Just(Vec::new()), proptest::collection::vec(phase, 1..4)];
    let cpu = proptest::option::of(proptest::option::weighted(0.8, 0..6_u64));
    let outcome = prop_oneof![6 => Just(Outcome::Well), 1 => Just(Outcome::Failed), 1 => Just(Outcome::Stopped)];
    // How far it comes: it never begins, begins, goes on, ends; or ends in the middle of its wait.
    let comes = prop_oneof![1 => 0..5_usize, 2 => Just(3)];
    let until = prop_oneof![1 => Just(0), 2 => 0..8_u64];
    (comes, 0..12_u64, until, phases, 0..4_u64, cpu, (0..4_u32, 0..4_u32), outcome).prop_map(
        |(comes, begins, until, lengths, computes, cpu_cells, turns, outcome)| {
            let goes_on = begins + until;
            let mut end = goes_on;
            let mut phases = Vec::new();
            for (state, length) in lengths {
                end += length;
                phases.push((state, end));
            }
            if phases.is_empty() {
                end += computes;
            }
            let knows_more = comes == 2 || comes == 3;
            Story {
                begins: (comes > 0).then_some(begins),
                goes_on: knows_more.then_some(goes_on),
                ends: match comes {
                    3 => Some(end),
                    4 => Some(goes_on),
                    _ => None,
                },
                phases: if knows_more { phases } else { Vec::new() },
                cpu_cells: if knows_more { cpu_cells } else { None },
                turns: if knows_more { turns } else { (0, 0) },
                // What is dropped while it waits has not ended well.
                outcome: if comes == 4 && outcome == Outcome::Well { Outcome::Failed } else { outcome },
            }
        },
    )
}

fn scene() -> impl Strategy<Value = Scene> {
    // Gaps of 100 us and less are not told apart, so cells are shorter than that, or longer; and ticks come every 20 ms.
    let cell = proptest::sample::select(&[1, 60_000, 10_000_000][..]);
    (
        (cell, 0..8_u64, 0..3_u64, 1..4_usize, proptest::bool::weighted(0.2), 1..40_u64),
        proptest::collection::vec(story(), 1..6),
        proptest::option::of(proptest::collection::vec(0..3_u64, 0..6)),
        (0..60_u64, 0..60_u64),
    )
        .prop_map(|((cell, wait, compute, cores, waits_for_io, stop), tasks, ticks_late, cpu)| Scene {
            cell,
            wait,
            compute,
            cores,
            waits_for_io,
            stop,
            tasks,
            ticks_late,
            cpu,
        })
}

impl Scene {
    fn ns(&self, cells: u64) -> Duration {
        Duration::from_nanos(cells * self.cell)
    }

    /// When each tick was due and when it came, in nanoseconds of the run, up to its end; and when the next one was due.
    fn ticks(&self) -> Option<(Vec<(u64, u64)>, u64)> {
        let every = HEARTBEAT.as_nanos() as u64;
        let mut due = every;
        let mut ticks = Vec::new();
        for late in self.ticks_late.as_ref()? {
            let came = due + late * self.cell;
            if came > self.stop * self.cell {
                break;
            }
            ticks.push((due, came));
            due = came + every;
        }
        Some((ticks, due))
    }

    /// What the program makes of it.
    fn run(&self) -> Run {
        let workload = Workload {
            tasks: self.tasks.len(),
            wait: self.ns(self.wait),
            compute: self.ns(self.compute),
            cores: self.cores,
        };
        let recorder = Recorder::new(workload, Work::default(), None);
        let clock = |cells: Option<u64>| cells.map_or(0, |cells| START + cells * self.cell);
        if self.waits_for_io {
            recorder.knows_no_end_of_waits();
        }
        for (task, story) in self.tasks.iter().enumerate() {
            self.detail(&recorder, task, story);
            recorder.set_marks(task, [clock(story.begins), 0, clock(story.goes_on), 0, clock(story.ends)]);
            match story.outcome {
                Outcome::Well => {}
                Outcome::Failed => recorder.fail(task, REASON.to_owned()),
                Outcome::Stopped => recorder.stopped_one(task),
            }
        }
        if let Some((ticks, due_ns)) = self.ticks() {
            for (due, came) in ticks {
                recorder.beat(Beat { due_ns: START + due, came_ns: START + came, ticked: true });
            }
            recorder.beat_is_due(START + due_ns);
        }
        let mut start = recorder.start();
        let mut stop = recorder.stop(&start);
        (start.ns, stop.ns) = (START, clock(Some(self.stop)));
        stop.usage = Some(Usage { cpu_user_ns: self.cpu.0, cpu_system_ns: self.cpu.1, ..Usage::default() });
        Run::of("a run", &recorder, &start, &stop, false).unwrap()
    }

    fn detail(&self, recorder: &Recorder, task: usize, story: &Story) {
        if story.phases.is_empty() && story.cpu_cells.is_none() && story.turns.0 == 0 {
            return;
        }
        let pid = std::process::id();
        let place = Place { pid, thread: 0, core: Some(0) };
        let mut since = START + story.goes_on.unwrap_or(0) * self.cell;
        let (mut spans, mut phase) = (Vec::new(), None);
        for (number, (state, until)) in story.phases.iter().enumerate() {
            let (state, end_ns) = (*state, START + until * self.cell);
            if story.ends.is_none() && number + 1 == story.phases.len() {
                phase = Some(Phase { state, since: Mark { ns: since, at: 0 }, cpu_ns: None });
            } else {
                spans.push(Span { state, begin_ns: since, end_ns, place });
                since = end_ns;
            }
        }
        let cpu_ns = story.cpu_cells.map_or(Some(0), |cells| cells.map(|cells| cells * self.cell));
        let turns = Turns { count: story.turns.0, interrupted: story.turns.1 };
        recorder.detail(task, Detail { pid, cpu_ns, result: 0, spans, phase, turns });
    }

    /// Whether the task is under way in this cell: it has begun and not ended, and the clock has not stopped.
    fn is_under_way(&self, story: &Story, cell: u64) -> bool {
        let has_begun = story.begins.is_some_and(|begins| begins <= cell);
        let has_ended = story.ends.is_some_and(|ends| ends <= cell);
        has_begun && !has_ended && cell < self.stop
    }

    /// What the task does in this cell.
    fn state(&self, story: &Story, cell: u64) -> Option<State> {
        if !self.is_under_way(story, cell) {
            return None;
        }
        let begins = story.begins?;
        if let Some(goes_on) = story.goes_on.filter(|goes_on| *goes_on <= cell) {
            assert!(goes_on >= begins);
            if story.phases.is_empty() {
                return Some(State::Computing);
            }
            let told = story.phases.iter().find(|(_, until)| cell < *until);
            return told.or(story.phases.last()).map(|(state, _)| *state);
        }
        if self.waits_for_io || cell < begins + self.wait {
            return Some(State::Waiting);
        }
        // Without a wait nobody was late for what is too short for a gap.
        let until = story.goes_on.unwrap_or_else(|| story.ends.unwrap_or(self.stop).min(self.stop));
        let is_gap = (until - begins) * self.cell > 100_000;
        (self.wait > 0 || is_gap).then_some(State::Late)
    }

    fn has_ended(&self, story: &Story) -> bool {
        story.ends.is_some_and(|ends| ends <= self.stop)
    }

    fn is_done_well(&self, story: &Story) -> bool {
        self.has_ended(story) && story.outcome == Outcome::Well
    }
}

proptest! {
    #[test]
    fn the_numbers_of_a_run_agree_with_a_plain_reference(scene in scene()) {
        let run = scene.run();
        let (stop, tasks) = (scene.stop, &scene.tasks);

        // The most tasks under way at one moment. Where all were over in no time, it was one nevertheless.
        let under_way = |cell| tasks.iter().filter(|story| scene.is_under_way(story, cell)).count();
        let any_began = tasks.iter().any(|story| story.begins.is_some_and(|begins| begins <= stop));
        let peak = (0..stop).map(under_way).max().unwrap_or(0).max(usize::from(any_began));
        prop_assert_eq!(run.concurrency_peak, peak);

        // The longest single stretch in which a task was late.
        let mut late = 0;
        for story in tasks {
            let mut stretch = 0;
            for cell in 0..stop {
                stretch = if scene.state(story, cell) == Some(State::Late) { stretch + 1 } else { 0 };
                late = late.max(stretch * scene.cell);
            }
        }
        prop_assert_eq!(run.late_max_ns, (!scene.waits_for_io).then_some(late));

        // How long tasks were in each state, all together.
        for state in State::ALL {
            let is_in_it = |cell| tasks.iter().filter(|story| scene.state(story, cell) == Some(state)).count() as u64;
            let cells: u64 = (0..stop).map(is_in_it).sum();
            let spans = run.timeline.spans().iter().filter(|span| span.state == state);
            prop_assert_eq!(spans.map(Span::length_ns).sum::<u64>(), cells * scene.cell, "{:?}", state);
        }
        let computes = |story| (0..stop).any(|cell| scene.state(story, cell) == Some(State::Computing));
        prop_assert_eq!(run.own_work, scene.compute == 0 && tasks.iter().any(computes));

        // Every task ends well, fails or is stopped.
        let of = |outcome| {
            let is_so = |story: &&Story| scene.has_ended(story) && story.outcome == outcome;
            tasks.iter().filter(is_so).count()
        };
        let unfinished = tasks.iter().filter(|story| !scene.has_ended(story)).count();
        let told = |reason| run.failures.iter().filter(|failure| failure.reason == reason).count();
        prop_assert_eq!((run.tasks_ok, run.stopped.len()), (of(Outcome::Well), of(Outcome::Stopped)));
        prop_assert_eq!((told(REASON), told(UNFINISHED)), (of(Outcome::Failed), unfinished));
        let named: BTreeSet<usize> = run.failures.iter().map(|failure| failure.task).collect();
        prop_assert_eq!(named.len(), of(Outcome::Failed) + unfinished);

        // The ideal: the longest single task, or the shortest wait and then the CPU time of all on all cores.
        let well: Vec<&Story> = tasks.iter().filter(|story| scene.is_done_well(story)).collect();
        let waited = |story: &Story| {
            let until = story.goes_on.zip(story.begins).map_or(0, |(goes_on, begins)| goes_on - begins);
            until.min(scene.wait)
        };
        let computed = |story: &Story| match story.cpu_cells {
            None => 0,
            Some(cells) => cells.unwrap_or(scene.compute), // where nobody can tell, it counts as it was asked for
        };
        let longest = well.iter().map(|story| waited(story) + computed(story)).max().unwrap_or(0);
        let shortest_wait = well.iter().map(|story| waited(story)).min().unwrap_or(0);
        let all: u64 = well.iter().map(|story| computed(story)).sum();
        let ideal = (longest * scene.cell).max(shortest_wait * scene.cell + all * scene.cell / scene.cores as u64);
        prop_assert_eq!(run.ideal_ns, ideal);
        let wall = stop * scene.cell;
        prop_assert_eq!(run.wall_ns, wall);
        prop_assert!((run.efficiency - (ideal as f64 / wall as f64).min(1.0)).abs() < 1e-9);
        let busy = (scene.cpu.0 + scene.cpu.1) as f64 / wall as f64;
        prop_assert!((run.cores_busy.unwrap() - busy).abs() < 1e-9);

        // How late the ticks came, and the one that should have come by the end.
        let pulse = scene.ticks().map(|(ticks, next_due)| {
            let latest = ticks.iter().map(|(due, came)| came - due).max().unwrap_or(0);
            let came: Vec<u64> = ticks.into_iter().map(|(_, came)| came).collect();
            (came, latest.max(wall.saturating_sub(next_due)))
        });
        prop_assert_eq!(run.heartbeat.map(|pulse| (pulse.ticks_at_ns, pulse.late_max_ns)), pulse);

        let turns = tasks.iter().filter(|story| story.turns.0 > 0).map(|story| story.turns);
        let sum = turns.clone().fold((0, 0), |sum, turns| (sum.0 + u64::from(turns.0), sum.1 + u64::from(turns.1)));
        prop_assert_eq!(run.turns.map(|turns| (turns.count, turns.interrupted)), turns.clone().next().map(|_| sum));
    }
}
