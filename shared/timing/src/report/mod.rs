//! The report: figures worked out from a timeline and from what the operating system counts.

#[cfg(test)]
pub mod example;
mod json;
mod measure;
pub mod sentences;
#[cfg(test)]
mod tests;

pub use json::{TASKS_LISTED, Unreadable};
pub use measure::{concurrency_peak, ideal_ns, late_max_ns};

pub use crate::recorder::Note;
use crate::recorder::{HEARTBEAT, Recorder, Start, Stop};
use crate::span::State;
use crate::timeline::{Flaw, Timeline};
use crate::workload::Workload;

/// What a program reports: one workload, and one or more ways in which it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The demo's name, without `demo_`.
    pub demo: String,
    /// What was to be done.
    pub workload: Workload,
    /// On what.
    pub machine: Machine,
    /// How it went, an entry a run.
    pub runs: Vec<Run>,
}

/// The machine that a report comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How many cores a program may use here.
    pub cores: usize,
    /// The operating system.
    pub os: String,
    /// `release` or `debug`.
    pub profile: String,
}

impl Machine {
    /// The machine, and the build, that this is. `cores`: how many there were before any was pinned.
    pub fn here(cores: usize) -> Machine {
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        Machine { cores, os: crate::platform::OS.to_owned(), profile: profile.to_owned() }
    }
}

/// One run. Times are nanoseconds, sizes bytes; `None` is what the operating system cannot tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What it is called.
    pub name: String,
    /// What its tasks did, where that differs from the report's workload.
    pub workload: Workload,
    /// From before its runtime, threads or workers were made until they were joined.
    pub wall_ns: u64,
    /// No schedule can end sooner.
    pub ideal_ns: u64,
    /// Ideal / wall, at most 1.
    pub efficiency: f64,
    /// The most tasks that were under way at once.
    pub concurrency_peak: usize,
    /// CPU time used / wall time, of all its processes.
    pub cores_busy: Option<f64>,
    /// The longest stretch in which a task that had begun could have gone on and did not.
    pub late_max_ns: Option<u64>,
    /// CPU time in the program's own code.
    pub cpu_user_ns: Option<u64>,
    /// CPU time in the kernel.
    pub cpu_system_ns: Option<u64>,
    /// The most threads at once, the main thread and the runtime's own included.
    pub threads_peak: Option<u32>,
    /// How many processes took part.
    pub processes: u32,
    /// Context switches because a thread waited.
    pub switches_voluntary: Option<u64>,
    /// Context switches because a thread was interrupted.
    pub switches_involuntary: Option<u64>,
    /// The sum of the processes' own memory peaks.
    pub memory_peak_bytes: Option<u64>,
    /// The heartbeat beside the tasks, where there was one.
    pub heartbeat: Option<Pulse>,
    /// How many tasks ended well.
    pub tasks_ok: usize,
    /// The tasks that did not.
    pub failures: Vec<Failure>,
    /// The tasks that the demo itself stopped before their end, or before they began: they did neither.
    pub stopped: Vec<usize>,
    /// The turns in which tasks computed.
    pub turns: Option<Turns>,
    /// What only this demo knows.
    pub notes: Vec<Note>,
    /// Whether its tasks did work of the demo's own, which no flag of the workload has asked for.
    pub own_work: bool,
    /// Whether the run was ended by Ctrl-C.
    pub interrupted: bool,
    /// What the tasks did.
    pub timeline: Timeline,
}

/// A task that did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its number.
    pub task: usize,
    /// Why.
    pub reason: String,
}

/// The turns of a run: the stretches in which a task computed without a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// How many there were.
    pub count: u64,
    /// How many of them were ended by a switch that the task had not asked for: the operating system interrupted it.
    pub interrupted: u64,
    /// Each task that computed, by number.
    pub tasks: Vec<TaskTurns>,
}

/// The turns of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskTurns {
    /// Its number.
    pub task: usize,
    /// How many there were.
    pub count: u32,
    /// How many of them were interrupted.
    pub interrupted: u32,
}

impl Turns {
    /// The turns of these tasks; `None` where none computed, or nobody can tell.
    pub fn of(tasks: Vec<TaskTurns>) -> Option<Turns> {
        let sum = |of: fn(&TaskTurns) -> u32| tasks.iter().map(|task| u64::from(of(task))).sum();
        let (count, interrupted) = (sum(|task| task.count), sum(|task| task.interrupted));
        (!tasks.is_empty()).then_some(Turns { count, interrupted, tasks })
    }
}

/// What a heartbeat recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// The time that should pass between two ticks.
    pub every_ns: u64,
    /// When it ticked, in nanoseconds from the start of the run.
    pub ticks_at_ns: Vec<u64>,
    /// The longest that a tick came, or could not come, after it was due.
    pub late_max_ns: u64,
}

impl Run {
    /// The part of this run between two moments, to be drawn. Its figures are still those of the whole run.
    pub fn between(&self, from_ns: u64, to_ns: u64) -> Run {
        let heartbeat = self.heartbeat.as_ref().map(|pulse| Pulse {
            ticks_at_ns: (pulse.ticks_at_ns.iter())
                .filter(|moment| (from_ns..to_ns).contains(*moment))
                .map(|moment| moment - from_ns)
                .collect(),
            ..*pulse
        });
        let wall_ns = self.wall_ns.clamp(from_ns, to_ns) - from_ns;
        Run { wall_ns, heartbeat, timeline: self.timeline.between(from_ns, to_ns), ..self.clone() }
    }

    /// Works out the figures of a run that has been recorded.
    ///
    /// # Errors
    /// Where the record contradicts itself.
    pub fn of(name: &str, recorder: &Recorder, start: &Start, stop: &Stop, interrupted: bool) -> Result<Run, Flaw> {
        let timeline = Timeline::of_record(recorder, start, stop)?;
        let unfinished =
            if interrupted { "it had not ended when Ctrl-C came" } else { "it had not ended when the run was over" };
        let failures = recorder.failures(stop, unfinished);
        let stopped = recorder.stopped(stop);
        let wall_ns = stop.ns.saturating_sub(start.ns);
        let ideal_ns = ideal_ns(recorder.workload.cores, recorder.needs(stop, &failures));
        let per_wall = |ns: u64| ns as f64 / wall_ns.max(1) as f64;
        let heartbeat = recorder.beats(stop).map(|beats| Pulse {
            every_ns: HEARTBEAT.as_nanos() as u64,
            ticks_at_ns: beats
                .iter()
                .filter(|beat| beat.ticked)
                .map(|beat| beat.came_ns.saturating_sub(start.ns))
                .collect(),
            late_max_ns: beats.iter().map(|beat| beat.came_ns.saturating_sub(beat.due_ns)).max().unwrap_or(0),
        });
        Ok(Run {
            name: name.to_owned(),
            workload: recorder.workload,
            wall_ns,
            ideal_ns,
            efficiency: per_wall(ideal_ns).min(1.0),
            concurrency_peak: concurrency_peak(&timeline),
            cores_busy: stop.usage.map(|usage| per_wall(usage.cpu_user_ns + usage.cpu_system_ns)),
            late_max_ns: (!recorder.waits_for_io()).then(|| late_max_ns(&timeline)),
            cpu_user_ns: stop.usage.map(|usage| usage.cpu_user_ns),
            cpu_system_ns: stop.usage.map(|usage| usage.cpu_system_ns),
            threads_peak: stop.threads_peak,
            processes: stop.processes,
            switches_voluntary: stop.usage.map(|usage| usage.switches_voluntary),
            switches_involuntary: stop.usage.map(|usage| usage.switches_involuntary),
            memory_peak_bytes: stop.memory_peak_bytes,
            heartbeat,
            tasks_ok: recorder.workload.tasks - failures.len() - stopped.len(),
            failures: failures.into_iter().map(|(task, reason)| Failure { task, reason }).collect(),
            stopped,
            turns: Turns::of(
                (recorder.turns().into_iter())
                    .map(|(task, turns)| TaskTurns { task, count: turns.count, interrupted: turns.interrupted })
                    .collect(),
            ),
            notes: recorder.notes(),
            own_work: recorder.workload.compute.is_zero()
                && timeline.spans().iter().any(|span| span.state == State::Computing),
            interrupted,
            timeline,
        })
    }
}
