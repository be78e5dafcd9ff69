//! A task, as a demo holds it: three calls, and a drop that notices when they did not all happen.

use super::Recorder;
use super::panics::{self, Asked};
use super::run::{Detail, GAP_NS, Mark, SWITCH_NS, Turns};
use crate::platform;
use crate::span::{Place, Span, State};
use crate::workload::{Computation, FailKind, Work};
use std::cell::Cell;
use std::iter;
use std::panic::panic_any;
use std::thread;
use std::time::Duration;

/// One unit of the workload: [`begin`](Task::begin), wait for [`wait`](Task::wait), [`compute`](Task::compute).
///
/// It is owned, `Send` and `'static`, so the same three lines stand in a thread, in a spawned future and in a worker
/// process. Dropped after `compute` it has ended. Dropped before, it was cancelled or has panicked, and is recorded as a
/// failure with its reason; once [`Demo::drops_on_purpose`](crate::Demo::drops_on_purpose) was called, one that was cancelled
/// is recorded as stopped.
pub struct Task {
    /// Its number, from 0.
    pub id: usize,
    /// How long it has to wait after it began.
    pub wait: Duration,
    pub(super) recorder: &'static Recorder,
    pub(super) slot: usize,
    pub(super) work: Work,
    pub(super) fail: Option<FailKind>,
    pub(super) stage: Stage,
    computing: Option<Box<Computing>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    New,
    Begun,
    Phases,
    Resumed,
    Over,
}

struct Computing {
    computation: Computation,
    cpu_ns: u64,
    spans: Vec<Span>,
    open: Mark,
    last: Clocks,
    /// Whether `last` was read just now, for the first turn.
    is_first_turn: bool,
    turns: Turns,
}

/// Both clocks at one moment.
#[derive(Clone, Copy)]
struct Clocks {
    mark: Mark,
    cpu_ns: Option<u64>,
}

impl Clocks {
    fn now(recorder: &Recorder) -> Clocks {
        Clocks { mark: Mark::now(recorder), cpu_ns: platform::thread_cpu_ns() }
    }
}

thread_local! {
    /// The task that was last handed out on this thread, until it is asked for the next one.
    static HANDED_OUT: Cell<Option<usize>> = const { Cell::new(None) };
}

impl Recorder {
    /// The tasks of the workload, in order. A demo gets them from [`Demo::tasks`](crate::Demo::tasks).
    #[doc(hidden)]
    pub fn tasks(&'static self) -> impl Iterator<Item = Task> + Send + 'static {
        let mut ids = 0..self.workload.tasks;
        iter::from_fn(move || {
            let id = ids.next();
            HANDED_OUT.set(id);
            platform::forget_failed_starts();
            id.map(|id| Task::new(self, id))
        })
    }
}

impl Task {
    /// Task `id` of the recorder's workload.
    pub(crate) fn new(recorder: &'static Recorder, id: usize) -> Task {
        let (wait, work, fail) = (recorder.workload.wait, recorder.work, recorder.asked_of(id));
        Task::in_slot(recorder, id, id, wait, work, fail)
    }

    pub(super) fn in_slot(
        recorder: &'static Recorder,
        slot: usize,
        id: usize,
        wait: Duration,
        work: Work,
        fail: Option<FailKind>,
    ) -> Task {
        Task { id, wait, recorder, slot, work, fail, stage: Stage::New, computing: None }
    }

    /// Says that the task is now under way. Its wait begins.
    #[inline]
    pub fn begin(&mut self) {
        if self.stage == Stage::New {
            self.stage = Stage::Begun;
            self.recorder.mark_begin(self.slot, Mark::now(self.recorder));
        }
    }

    /// Says that the wait is over, does the task's whole computation, and ends the task.
    #[inline]
    pub fn compute(&mut self) {
        self.compute_for(Duration::MAX);
    }

    /// Says that the wait is over, if that was not said before, and computes for about `turn`. Returns whether there is
    /// more to compute; if not, the task has ended.
    pub fn compute_for(&mut self, turn: Duration) -> bool {
        if self.stage == Stage::Over {
            return false;
        }
        if self.stage == Stage::Begun && self.only_waits() {
            self.recorder.mark_resume_and_end(self.slot, Mark::now(self.recorder));
            self.stage = Stage::Over;
            return false;
        }
        self.resume();
        match self.computing.as_mut().map(|computing| computing.go_on(self.recorder, turn)) {
            Some(true) => true,
            Some(false) | None => {
                self.end_computation();
                false
            }
        }
    }

    /// Whether there is nothing to compute, to check or to fail: then the end of the wait is the end of the task.
    fn only_waits(&self) -> bool {
        self.work.multiplications == 0 && self.fail.is_none() && !self.recorder.is_of_a_worker()
    }

    /// From now on it waits again, or for something else. For tasks that do more than wait once and compute once.
    pub fn wait_again(&mut self) {
        self.change_phase(State::Waiting);
    }

    /// From now on it could go on, but nobody has taken it up yet: it lies in a queue.
    pub fn queue(&mut self) {
        self.change_phase(State::Late);
    }

    /// From now on it computes, by the demo's own code and not by [`compute`](Task::compute): until the next of these calls, which
    /// has to come from the same thread for its CPU time to be known.
    pub fn work(&mut self) {
        self.change_phase(State::Computing);
    }

    /// Panics where `--fail panic` asks it of this task. For demos in which it matters what a task holds when it panics; any other
    /// task panics when it computes, or ends.
    pub fn panic_if_asked(&self) {
        if self.fail == Some(FailKind::Panic) {
            panic_any(Asked);
        }
    }

    /// It has ended, well. For tasks that do not call [`compute`](Task::compute).
    pub fn end(mut self) {
        self.begin();
        match self.stage {
            Stage::Over => return,
            Stage::Begun => {
                self.recorder.mark_resume(self.slot, Mark::now(self.recorder));
                self.stage = Stage::Resumed;
            }
            _ => {}
        }
        match self.fail {
            Some(FailKind::Panic) => panic_any(Asked),
            Some(FailKind::Wrong) => {
                self.recorder.fail(self.id, "its result is wrong, as --fail asked for".to_owned());
            }
            _ => {}
        }
        self.close(0);
    }

    fn change_phase(&mut self, next: State) {
        self.begin();
        if self.stage == Stage::Over {
            return;
        }
        let now = Mark::now(self.recorder);
        if self.stage == Stage::Begun {
            self.recorder.mark_resume(self.slot, now);
            self.stage = Stage::Phases;
        }
        self.recorder.change_phase(self.slot, now, Some(next));
    }

    fn resume(&mut self) {
        self.begin();
        if self.stage == Stage::Resumed {
            return;
        }
        let has_phases = self.stage == Stage::Phases;
        self.stage = Stage::Resumed;
        let clocks = (self.work.multiplications > 0).then(|| Clocks::now(self.recorder));
        let now = clocks.map_or_else(|| Mark::now(self.recorder), |clocks| clocks.mark);
        // One moment for what ends and for what begins: the thread may be interrupted here.
        if has_phases {
            self.recorder.change_phase(self.slot, now, None);
        } else {
            self.recorder.mark_resume(self.slot, now);
        }
        if let Some(now) = clocks {
            let computation = Computation::new(self.id, self.work);
            let (open, last) = (now.mark, now);
            let spans = Vec::new();
            let computing = Computing {
                computation,
                cpu_ns: 0,
                spans,
                open,
                last,
                is_first_turn: true,
                turns: Turns { count: 1, interrupted: 0 },
            };
            self.computing = Some(Box::new(computing));
        }
        match self.fail {
            Some(FailKind::Panic) => panic_any(Asked),
            Some(kind) if kind.needs_worker_process() => super::worker::misbehave(kind),
            _ => {}
        }
    }

    fn end_computation(&mut self) {
        let mut result = self.computing.as_ref().map_or(0, |computing| computing.computation.result());
        if self.fail == Some(FailKind::Wrong) {
            result ^= 1;
        }
        self.close(result);
        if !self.recorder.is_of_a_worker()
            && let Err(reason) = self.recorder.check(self.id, result)
        {
            self.recorder.fail(self.id, reason);
        }
    }

    /// Records the end of the task, however it came to it.
    fn close(&mut self, result: u64) {
        let end_ns = match self.computing.take() {
            Some(computing) => {
                let (end_ns, cpu_ns) = (computing.last.mark.ns, computing.last.cpu_ns.map(|_| computing.cpu_ns));
                let (pid, turns) = (self.recorder.pid, computing.turns);
                let turns = if cpu_ns.is_some() { turns } else { Turns::default() };
                let spans = computing.into_spans(pid);
                let computed = Detail { pid, cpu_ns, result, spans, phase: None, turns };
                self.recorder.add_computation(self.slot, computed);
                end_ns
            }
            None if self.stage == Stage::Phases => {
                let now = Mark::now(self.recorder);
                self.recorder.change_phase(self.slot, now, None);
                now.ns
            }
            None => {
                if self.recorder.is_of_a_worker() {
                    let pid = self.recorder.pid;
                    let computed = Detail { pid, cpu_ns: Some(0), result, ..Detail::default() };
                    self.recorder.add_computation(self.slot, computed);
                }
                self.recorder.last_mark_ns(self.slot, self.stage == Stage::Resumed)
            }
        };
        self.recorder.mark_end(self.slot, end_ns);
        self.stage = Stage::Over;
    }
}

impl Computing {
    /// Computes until the work or the turn is over. Returns whether there is more work.
    fn go_on(&mut self, recorder: &Recorder, turn: Duration) -> bool {
        let turn_ns = u64::try_from(turn.as_nanos()).unwrap_or(u64::MAX);
        let begin = if std::mem::take(&mut self.is_first_turn) { self.last } else { Clocks::now(recorder) };
        // Between two turns the thread may have served others, so its CPU clock says nothing of this task.
        let gap_ns = begin.mark.ns - self.last.mark.ns;
        self.turns.count += u32::from(gap_ns > SWITCH_NS);
        self.note_gap(gap_ns, begin);
        self.last = begin;
        loop {
            let more = self.computation.step();
            let now = Clocks::now(recorder);
            self.note_step(now);
            if recorder.is_closing() {
                // Ctrl-C: the process is about to end, and its report needs the core.
                loop {
                    thread::park();
                }
            }
            if !more || now.mark.ns - begin.mark.ns >= turn_ns {
                return more;
            }
        }
    }

    /// A step is over `now`.
    fn note_step(&mut self, mut now: Clocks) {
        let wall_ns = now.mark.ns - self.last.mark.ns;
        // A machine that is interrupted between its two clocks would have computed for longer than there was time. What is too
        // much now is missing in the next step.
        let cpu_ns = now.cpu_ns.zip(self.last.cpu_ns).map_or(wall_ns, |(now, last)| (now - last).min(wall_ns));
        now.cpu_ns = now.cpu_ns.and(self.last.cpu_ns.map(|last| last + cpu_ns));
        self.cpu_ns += cpu_ns;
        let gap_ns = wall_ns - cpu_ns;
        if gap_ns > SWITCH_NS {
            self.turns.count += 1;
            self.turns.interrupted += 1;
        }
        self.note_gap(gap_ns, now);
        self.last = now;
    }

    /// Cuts the open span where the wall clock ran ahead of the thread's CPU clock by more than [`GAP_NS`] before `now`, by
    /// `gap_ns`, or where the task changed its core.
    fn note_gap(&mut self, gap_ns: u64, now: Clocks) {
        let pid = 0; // filled in at the end
        let late = gap_ns > GAP_NS;
        if !late && now.mark.at == self.last.mark.at {
            return;
        }
        let (open, last) = (self.open, self.last.mark);
        let until_ns = if late { now.mark.ns - gap_ns } else { now.mark.ns };
        let mut push = |state, begin_ns, end_ns, place: Place| {
            if begin_ns < end_ns {
                self.spans.push(Span { state, begin_ns, end_ns, place });
            }
        };
        push(State::Computing, open.ns, until_ns, open.place(pid));
        if late {
            push(State::Late, until_ns, now.mark.ns, last.place(pid));
        }
        self.open = now.mark;
    }

    fn into_spans(self, pid: u32) -> Vec<Span> {
        let (open, end_ns) = (self.open, self.last.mark.ns);
        let mut spans = self.spans;
        if open.ns < end_ns {
            spans.push(Span { state: State::Computing, begin_ns: open.ns, end_ns, place: open.place(pid) });
        }
        for span in &mut spans {
            span.place.pid = pid;
        }
        spans
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let reason = match self.stage {
            Stage::Over => return,
            stage if thread::panicking() => panics::reason(stage != Stage::New, self.fail == Some(FailKind::Panic)),
            _ if self.recorder.drops_on_purpose() => {
                self.recorder.stopped_one(self.id);
                return self.close(0);
            }
            Stage::New => why_it_never_began(self.id),
            Stage::Begun => "it was dropped before it computed: cancelled, or its compute was left out".to_owned(),
            Stage::Phases => "it was dropped before it ended: cancelled, or the program left it".to_owned(),
            Stage::Resumed => "it was dropped in the middle of its compute".to_owned(),
        };
        self.recorder.fail(self.id, reason);
        self.close(0);
    }
}

/// Why nobody began the task `id`: what the system said, where it was dropped before anything else was done on this thread than trying
/// to start something for it.
fn why_it_never_began(id: usize) -> String {
    let is_last = HANDED_OUT.try_with(|last| last.get() == Some(id)).unwrap_or(false);
    match platform::why_no_start().filter(|_| is_last) {
        Some(error) => format!("it never began: nothing could be started for it: {error}"),
        None => "it never began: nothing could be started for it, or nobody ran it".to_owned(),
    }
}

#[cfg(test)]
mod tests;
