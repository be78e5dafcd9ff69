//! The recorder of one run: a slot for each task, written by the task's own thread and readable at any moment.
//!
//! A mark costs a reading of the clock, one of the core, and two or three plain stores into the task's own slot: no lock,
//! no allocation, nothing shared with other tasks. Marks can be read while the run goes on, so what was finished can
//! be reported after Ctrl-C.

use crate::platform::{self, Usage, Whose};
use crate::span::{Place, Span, State};
use crate::workload::{Expected, Fail, FailKind, Work, Workload};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use super::Beat;

/// A number that only the demo knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is called in a report.
    pub name: String,
    /// The number, in the unit that its name ends in.
    pub value: u64,
    /// What it says, for people.
    pub sentence: String,
}

/// Marks of one task. A moment is in nanoseconds of the system's clock; 0 means "not yet".
#[derive(Default)]
pub(super) struct Slot {
    begin: AtomicU64,
    begin_at: AtomicU64,
    resume: AtomicU64,
    resume_at: AtomicU64,
    end: AtomicU64,
    detail: Mutex<Option<Box<Detail>>>,
}

impl Slot {
    /// Whether the task had ended at the moment `stop_ns`.
    fn has_ended(&self, stop_ns: u64) -> bool {
        (1..=stop_ns).contains(&self.end.load(Ordering::Acquire))
    }
}

/// What the tasks needed that were done, all in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// The CPU time of their computations together.
    pub cpu_ns: u64,
    /// The longest single task: its wait and its CPU time.
    pub longest_ns: u64,
    /// The shortest wait of one.
    pub shortest_wait_ns: u64,
}

/// What only tasks that compute, or that ran in another process, have to record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Detail {
    /// The process in which the task ran.
    pub pid: u32,
    /// The CPU time of its computation, where it can be told.
    pub cpu_ns: Option<u64>,
    /// What it came to.
    pub result: u64,
    /// What it did after its first wait, on the system's clock: phases, and its computation with the gaps in it.
    pub spans: Vec<Span>,
    /// The phase that it is in.
    pub phase: Option<Phase>,
    /// The turns in which it computed.
    pub turns: Turns,
}

/// The stretches of a computation that were not broken by a switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// How many there were.
    pub count: u32,
    /// How many of them were ended by a switch that the task had not asked for.
    pub interrupted: u32,
}

/// A stretch of a task's life that the demo itself has told, and that goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Phase {
    pub state: State,
    pub since: Mark,
    /// The CPU clock of its thread at that moment, where it computes.
    pub cpu_ns: Option<u64>,
}

impl Phase {
    fn until(&self, end_ns: u64, pid: u32) -> Option<Span> {
        let Phase { state, since, .. } = *self;
        (since.ns < end_ns).then(|| Span { state, begin_ns: since.ns, end_ns, place: since.place(pid) })
    }
}

/// A moment with the thread and core on which it was taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub ns: u64,
    pub at: u64,
}

const NO_CORE: u32 = u32::MAX;

/// A gap of more than this, in nanoseconds, in which a task was ready and something else had its core, makes it late.
pub(super) const GAP_NS: u64 = 100_000;

/// A gap in a computation of more than this, in nanoseconds, is a switch. Two switches, there and back, take some 3,000 at least, and
/// counted so, where threads take turns, gaps agree with the kernel's count of involuntary switches within some percents
/// (`just demo-turns` shows both).
pub(super) const SWITCH_NS: u64 = 5_000;

/// How long a worker that is overdue may do nothing before it is ended.
const LOOK_AGAIN_NS: u64 = 1_000_000_000;

impl Mark {
    /// Here and now.
    #[inline]
    pub fn now(recorder: &Recorder) -> Mark {
        let thread = platform::thread_id(|| recorder.count_threads());
        let core = platform::core().unwrap_or(NO_CORE);
        Mark { ns: platform::moment(), at: u64::from(thread) << 32 | u64::from(core) }
    }

    pub fn place(self, pid: u32) -> Place {
        let core = self.at as u32;
        Place { pid, thread: (self.at >> 32) as u32, core: (core != NO_CORE).then_some(core) }
    }
}

/// Where a run stood when its clock was started.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// The moment, in nanoseconds of the system's clock.
    pub ns: u64,
    own: Option<Usage>,
    children: Option<Usage>,
}

/// Where a run stood when its clock was stopped, and what it had used.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The moment, in nanoseconds of the system's clock.
    pub ns: u64,
    /// What the run's processes have used.
    pub usage: Option<Usage>,
    /// The sum of the processes' own memory peaks, in bytes.
    pub memory_peak_bytes: Option<u64>,
    /// The most threads at once, of all processes.
    pub threads_peak: Option<u32>,
    /// How many processes took part.
    pub processes: u32,
}

/// A worker process, as its parent knows it.
#[derive(Clone, Copy, Debug, Default)]
struct WorkerState {
    told: WorkerUsage,
    /// When it is looked after, on the system's clock; 0 where it has nothing to do.
    look_ns: u64,
    /// When it was asked, and how long it may take.
    asked_ns: u64,
    limit: Duration,
    /// The CPU time that it had used when it was last looked after, in the kernel's ticks.
    ticks: Option<u64>,
    /// Whether it has not kept its limit.
    overdue: bool,
}

/// What a worker process has told of itself so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct WorkerUsage {
    pub usage: Usage,
    pub memory_peak_bytes: u64,
    pub threads_peak: u32,
}

/// Records one run.
pub struct Recorder {
    /// What is to be done.
    pub workload: Workload,
    /// The amount of work that stands for the workload's compute.
    pub work: Work,
    fail: Option<Fail>,
    pub(super) pid: u32,
    of_a_worker: bool,
    slots: Vec<Slot>,
    expected: OnceLock<Expected>,
    failures: Mutex<Vec<(usize, String)>>,
    /// Set when a task that is dropped before its end is no failure any more.
    drops_on_purpose: AtomicBool,
    /// The tasks that were dropped on purpose.
    stopped: Mutex<Vec<usize>>,
    beats: Mutex<Vec<Beat>>,
    /// When the heartbeat is due, on the system's clock; 0 where there is none.
    beat_due: AtomicU64,
    /// Set when no more tasks are to be begun.
    closing: AtomicBool,
    /// How many worker processes there are to be.
    worker_count: AtomicU32,
    /// Set where nobody can say when a wait was over.
    waits_for_io: AtomicBool,
    notes: Mutex<Vec<Note>>,
    threads: AtomicU32,
    helpers: AtomicU32,
    helper_usage: Mutex<Usage>,
    workers: Mutex<HashMap<u32, WorkerState>>,
}

impl Recorder {
    /// Makes room for a run of `workload`.
    pub fn new(workload: Workload, work: Work, fail: Option<Fail>) -> Recorder {
        let mut slots = Vec::with_capacity(workload.tasks);
        slots.resize_with(workload.tasks, Slot::default);
        Recorder {
            workload,
            work,
            fail,
            pid: std::process::id(),
            of_a_worker: false,
            slots,
            expected: OnceLock::new(),
            failures: Mutex::default(),
            drops_on_purpose: AtomicBool::new(false),
            stopped: Mutex::default(),
            beats: Mutex::default(),
            beat_due: AtomicU64::new(0),
            closing: AtomicBool::new(false),
            worker_count: AtomicU32::new(1),
            waits_for_io: AtomicBool::new(false),
            notes: Mutex::default(),
            threads: AtomicU32::new(0),
            helpers: AtomicU32::new(0),
            helper_usage: Mutex::default(),
            workers: Mutex::default(),
        }
    }

    /// The recorder of a worker process. It leaves it to the parent to check results.
    pub(super) fn of_a_worker(workload: Workload) -> Recorder {
        Recorder { of_a_worker: true, ..Recorder::new(workload, Work::default(), None) }
    }

    pub(super) fn is_of_a_worker(&self) -> bool {
        self.of_a_worker
    }

    /// The most threads of this process that were seen at once.
    pub(super) fn threads_seen(&self) -> u32 {
        self.threads.load(Ordering::Relaxed)
    }

    /// Starts the clock.
    pub fn start(&self) -> Start {
        self.expected.get_or_init(|| self.work.expected()); // worked out now, not during the run
        self.count_threads();
        let (own, children) = (platform::usage(Whose::Process), platform::usage(Whose::EndedChildren));
        Start { ns: platform::moment(), own, children }
    }

    /// Stops the clock, when all that was started has been joined.
    pub fn stop(&self, start: &Start) -> Stop {
        self.stop_at(start, platform::moment())
    }

    /// Stops the clock in the middle of a run: no more tasks begin, and all worker processes are ended.
    pub fn stop_early(&self, start: &Start) -> Stop {
        let ns = platform::moment();
        self.closing.store(true, Ordering::Relaxed);
        self.end_workers();
        self.stop_at(start, ns)
    }

    fn stop_at(&self, start: &Start, ns: u64) -> Stop {
        let (own, children) = (platform::usage(Whose::Process), platform::usage(Whose::EndedChildren));
        self.count_threads();
        let workers = lock(&self.workers);
        let told = workers.values().fold(Usage::default(), |sum, worker| sum.plus(worker.told.usage));
        let usage =
            own.zip(start.own).zip(children.zip(start.children)).map(|((own, own_then), (ended, ended_then))| {
                // Workers that have ended are counted by the system, any other by what it last told.
                own.since(own_then).since(*lock(&self.helper_usage)).plus(ended.since(ended_then).max(told))
            });
        let memory = workers.values().map(|worker| worker.told.memory_peak_bytes).fold(0, u64::saturating_add);
        let threads = workers.values().map(|worker| worker.told.threads_peak).fold(0, u32::saturating_add);
        let own_threads = self.threads.load(Ordering::Relaxed);
        Stop {
            ns,
            usage,
            memory_peak_bytes: platform::memory_peak_bytes().map(|own| own.saturating_add(memory)),
            threads_peak: (own_threads > 0).then_some(own_threads.saturating_add(threads)),
            processes: 1 + workers.len() as u32,
        }
    }

    /// Whether no more tasks are to be begun.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// Says how many worker processes there are to be: they share the cores.
    pub fn expect_workers(&self, count: usize) {
        self.worker_count.store(count.clamp(1, self.workload.tasks.max(1)) as u32, Ordering::Relaxed);
    }

    /// Says that the tasks wait for sockets or files: nobody can say when such a wait was over, so nothing is called late after
    /// it.
    pub fn knows_no_end_of_waits(&self) {
        self.waits_for_io.store(true, Ordering::Relaxed);
    }

    /// Whether the end of a wait is unknown.
    pub fn waits_for_io(&self) -> bool {
        self.waits_for_io.load(Ordering::Relaxed)
    }

    /// Says that from now on tasks are dropped on purpose: one that is dropped before its end was stopped, and has not failed.
    pub fn drop_on_purpose(&self) {
        self.drops_on_purpose.store(true, Ordering::Relaxed);
    }

    /// Whether tasks are dropped on purpose.
    pub(super) fn drops_on_purpose(&self) -> bool {
        self.drops_on_purpose.load(Ordering::Relaxed)
    }

    pub(super) fn stopped_one(&self, task: usize) {
        lock(&self.stopped).push(task);
    }

    /// The tasks that were stopped on purpose up to `stop`, by number.
    pub fn stopped(&self, stop: &Stop) -> Vec<usize> {
        let ended = |task: &usize| self.slots[*task].has_ended(stop.ns);
        let mut stopped: Vec<usize> = lock(&self.stopped).iter().copied().filter(ended).collect();
        stopped.sort_unstable();
        stopped
    }

    /// Keeps a number that only the demo knows. A name that was noted before is noted anew.
    pub fn note(&self, note: Note) {
        let mut notes = lock(&self.notes);
        match notes.iter_mut().find(|known| known.name == note.name) {
            Some(known) => *known = note,
            None => notes.push(note),
        }
    }

    /// What the demo has noted.
    pub fn notes(&self) -> Vec<Note> {
        lock(&self.notes).clone()
    }

    /// Says that a thread is about to be started that helps the recorder itself, and is not to be counted.
    pub fn leave_out_a_thread(&self) {
        self.helpers.fetch_add(1, Ordering::Relaxed);
    }

    /// Says that it could not be started.
    pub fn count_it_after_all(&self) {
        self.helpers.fetch_sub(1, Ordering::Relaxed);
    }

    /// Says what the helper thread has used so far, which is not to be counted.
    pub fn leave_out_usage(&self, usage: Usage) {
        *lock(&self.helper_usage) = usage;
    }

    /// Looks how many threads there are now. Called whenever a thread marks for the first time, so no peak of threads
    /// that work is missed.
    pub fn count_threads(&self) {
        if let Some(threads) = platform::thread_count() {
            let own = threads.saturating_sub(self.helpers.load(Ordering::Relaxed));
            self.threads.fetch_max(own, Ordering::Relaxed);
        }
    }

    /// How many tasks have ended so far, well or badly.
    pub fn done(&self) -> usize {
        self.slots.iter().filter(|slot| slot.end.load(Ordering::Relaxed) != 0).count()
    }

    #[inline]
    pub(super) fn mark_begin(&self, slot: usize, mark: Mark) {
        let slot = &self.slots[slot];
        slot.begin_at.store(mark.at, Ordering::Relaxed);
        slot.begin.store(mark.ns, Ordering::Release);
    }

    #[inline]
    pub(super) fn mark_resume(&self, slot: usize, mark: Mark) {
        let slot = &self.slots[slot];
        slot.resume_at.store(mark.at, Ordering::Relaxed);
        slot.resume.store(mark.ns, Ordering::Release);
    }

    #[inline]
    pub(super) fn mark_resume_and_end(&self, slot: usize, mark: Mark) {
        self.mark_resume(slot, mark);
        self.mark_end(slot, mark.ns);
    }

    pub(super) fn take_detail(&self, slot: usize) -> Option<Box<Detail>> {
        lock(&self.slots[slot].detail).take()
    }

    pub(super) fn detail(&self, slot: usize, detail: Detail) {
        *lock(&self.slots[slot].detail) = Some(Box::new(detail));
    }

    /// Adds a computation to what the task of `slot` did.
    pub(super) fn add_computation(&self, slot: usize, computed: Detail) {
        let mut detail = lock(&self.slots[slot].detail);
        match &mut *detail {
            None => *detail = Some(Box::new(computed)),
            Some(before) => {
                before.spans.extend(computed.spans);
                before.cpu_ns = before.cpu_ns.zip(computed.cpu_ns).map(|(before, more)| before + more);
                (before.result, before.turns) = (computed.result, computed.turns);
            }
        }
    }

    /// The phase of `slot` is over, if it was in one, and the next one, if there is one, begins.
    pub(super) fn change_phase(&self, slot: usize, now: Mark, next: Option<State>) {
        let slot = &self.slots[slot];
        let mut detail = lock(&slot.detail);
        let detail =
            detail.get_or_insert_with(|| Box::new(Detail { pid: self.pid, cpu_ns: Some(0), ..Detail::default() }));
        if let Some(phase) = detail.phase.take() {
            detail.spans.extend(phase.until(now.ns, self.pid));
            if phase.state == State::Computing {
                // Its CPU time, which cannot be told where it went on to another thread or there is no such clock.
                let same_thread = phase.since.at >> 32 == now.at >> 32;
                let cpu_ns = phase.cpu_ns.filter(|_| same_thread).zip(platform::thread_cpu_ns());
                let wall_ns = now.ns - phase.since.ns;
                let cpu_ns = cpu_ns.map_or(wall_ns, |(then, now)| (now - then).min(wall_ns));
                detail.cpu_ns = detail.cpu_ns.map(|before| before + cpu_ns);
            }
        }
        detail.phase = next.map(|state| {
            let cpu_ns = if state == State::Computing { platform::thread_cpu_ns() } else { None };
            Phase { state, since: now, cpu_ns }
        });
    }

    /// The moment of the task's last mark: its own, where it has just resumed, else now.
    #[inline]
    pub(super) fn last_mark_ns(&self, slot: usize, resumed: bool) -> u64 {
        if !resumed {
            return platform::moment();
        }
        let slot = &self.slots[slot];
        let last_span = lock(&slot.detail).as_ref().and_then(|detail| Some(detail.spans.last()?.end_ns));
        slot.resume.load(Ordering::Relaxed).max(last_span.unwrap_or(0))
    }

    #[inline]
    pub(super) fn mark_end(&self, slot: usize, ns: u64) {
        self.slots[slot].end.store(ns, Ordering::Release);
    }

    pub(super) fn fail(&self, task: usize, reason: String) {
        lock(&self.failures).push((task, reason));
    }

    /// The failure that was asked of task `task`, or of all.
    pub fn asked_of(&self, task: usize) -> Option<FailKind> {
        self.fail.filter(|fail| fail.task.is_none_or(|failing| failing == task)).map(|fail| fail.kind)
    }

    /// Whether `result` is what task `task` must come to.
    pub(super) fn check(&self, task: usize, result: u64) -> Result<(), String> {
        match self.expected.get_or_init(|| self.work.expected()).of(task) {
            expected if expected == result => Ok(()),
            expected => Err(format!("its result is wrong: {result:016x} instead of {expected:016x}")),
        }
    }

    pub(super) fn beat(&self, beat: Beat) {
        lock(&self.beats).push(beat);
    }

    pub(super) fn beat_is_due(&self, due_ns: u64) {
        self.beat_due.store(due_ns, Ordering::Relaxed);
    }

    pub(super) fn worker_told(&self, pid: u32, told: WorkerUsage) {
        lock(&self.workers).insert(pid, WorkerState { told, ..WorkerState::default() });
    }

    /// Says that a worker process was started.
    pub fn worker_started(&self, pid: u32) {
        self.count_threads(); // the thread that looks after the worker marks nothing itself
        lock(&self.workers).entry(pid).or_default().told.threads_peak = 1;
    }

    pub(super) fn knows_worker(&self, pid: u32) -> bool {
        lock(&self.workers).contains_key(&pid)
    }

    /// Says that the worker process `pid` was given the task of `slot`. Until it answers, the task counts as begun now.
    pub(super) fn worker_was_asked(&self, pid: u32, slot: usize) {
        let now_ns = platform::moment();
        let limit = self.answer_limit();
        if let Some(worker) = lock(&self.workers).get_mut(&pid) {
            (worker.asked_ns, worker.limit, worker.ticks) = (now_ns, limit, None);
            worker.look_ns = now_ns + limit.as_nanos() as u64;
        }
        self.detail(slot, Detail { pid, cpu_ns: Some(0), ..Detail::default() });
        self.mark_begin(slot, Mark { ns: now_ns, at: u64::from(pid) << 32 | u64::from(NO_CORE) });
    }

    #[cfg(test)]
    pub(super) fn worker_is_to_be_looked_after(&self, pid: u32, asked: Duration) {
        let limit = self.answer_limit();
        if let Some(worker) = lock(&self.workers).get_mut(&pid) {
            let asked_ns = platform::moment().saturating_sub(asked.as_nanos() as u64);
            (worker.look_ns, worker.asked_ns, worker.limit) = (1, asked_ns, limit);
        }
    }

    /// How long the worker process `pid` had to answer, where it did not and was ended for it.
    pub(super) fn worker_was_overdue(&self, pid: u32) -> Option<Duration> {
        let mut workers = lock(&self.workers);
        let worker = workers.get_mut(&pid)?;
        worker.look_ns = 0;
        worker.overdue.then_some(worker.limit)
    }

    /// How long a worker may take to answer before it is looked after: its wait, three times the time that its computation takes
    /// while all workers share the cores, and five seconds in which other programs may have them.
    pub(super) fn answer_limit(&self) -> Duration {
        let sharing = self.worker_count.load(Ordering::Relaxed).div_ceil(self.workload.cores.max(1) as u32);
        let computing = self.workload.compute.saturating_mul(sharing.saturating_mul(3));
        self.workload.wait.saturating_add(computing).saturating_add(Duration::from_secs(5))
    }

    /// Ends the worker processes that should have answered and do nothing any more, as one that was stopped does. One that is only
    /// slow goes on using CPU time, and is given up to ten times as long.
    pub fn end_overdue_workers(&self) {
        let now_ns = platform::moment();
        for (pid, worker) in lock(&self.workers).iter_mut() {
            if worker.look_ns == 0 || worker.look_ns > now_ns {
                continue;
            }
            let ticks = platform::cpu_ticks_of(*pid);
            let hopeless = now_ns - worker.asked_ns > worker.limit.as_nanos() as u64 * 10;
            if hopeless || (worker.ticks.is_some() && worker.ticks == ticks) || ticks.is_none() {
                worker.look_ns = 0;
                worker.overdue = true;
                platform::kill_child(*pid);
            } else {
                worker.ticks = ticks;
                worker.look_ns = now_ns + LOOK_AGAIN_NS;
            }
        }
    }

    /// Ends all worker processes that still run, after a last look at what they used.
    fn end_workers(&self) {
        let pids: Vec<u32> = lock(&self.workers).keys().copied().collect();
        for pid in pids {
            let (memory, threads) = platform::peaks_of(pid);
            if let Some(worker) = lock(&self.workers).get_mut(&pid) {
                worker.told.memory_peak_bytes = worker.told.memory_peak_bytes.max(memory.unwrap_or(0));
                worker.told.threads_peak = worker.told.threads_peak.max(threads.unwrap_or(1).saturating_sub(1));
            }
            platform::end_child(pid);
        }
    }

    /// The heartbeat's ticks up to `stop`, in order, and the one that was due then and had not come; `None` where there was no
    /// heartbeat.
    pub fn beats(&self, stop: &Stop) -> Option<Vec<Beat>> {
        let due_ns = self.beat_due.load(Ordering::Relaxed);
        if due_ns == 0 {
            return None;
        }
        let mut beats: Vec<Beat> = lock(&self.beats).iter().copied().filter(|beat| beat.came_ns <= stop.ns).collect();
        if due_ns < stop.ns {
            beats.push(Beat { due_ns, came_ns: stop.ns, ticked: false });
        }
        Some(beats)
    }

    /// Whether each task had ended at `stop`, well or badly.
    fn ended(&self, stop: &Stop) -> Vec<bool> {
        self.slots.iter().map(|slot| slot.has_ended(stop.ns)).collect()
    }

    /// The failures up to `stop`, by task: the first reason of each. A task that had not ended then is one, with `unfinished` as
    /// its reason, whatever became of it later.
    pub fn failures(&self, stop: &Stop, unfinished: &str) -> Vec<(usize, String)> {
        let ended = self.ended(stop); // before the reasons: a reason is given before the end is marked
        let mut failures: Vec<(usize, String)> =
            lock(&self.failures).iter().filter(|(task, _)| ended[*task]).cloned().collect();
        let missing = ended.iter().enumerate().filter(|(_, ended)| !**ended);
        failures.extend(missing.map(|(task, _)| (task, unfinished.to_owned())));
        failures.sort_by_key(|(task, _)| *task); // stable: a task's first reason stays first
        failures.dedup_by_key(|(task, _)| *task);
        failures
    }

    /// What the tasks needed that ended up to `stop`, were not stopped on purpose and are not among `failures`: these alone are work that was done.
    pub fn needs(&self, stop: &Stop, failures: &[(usize, String)]) -> Needed {
        let wait_ns = self.workload.wait.as_nanos() as u64;
        let asked_ns = self.workload.compute.as_nanos() as u64;
        let mut failed = failures.iter().map(|(task, _)| *task).peekable();
        let stopped = self.stopped(stop);
        let mut needed = Needed::default();
        let mut shortest_wait_ns = None;
        for (task, slot) in self.slots.iter().enumerate() {
            if stopped.binary_search(&task).is_ok() {
                continue;
            }
            if failed.next_if_eq(&task).is_some() || !slot.has_ended(stop.ns) {
                continue;
            }
            let (begin, resume) = (slot.begin.load(Ordering::Relaxed), slot.resume.load(Ordering::Relaxed));
            let waited_ns = wait_ns.min(resume.saturating_sub(begin));
            let cpu_ns = lock(&slot.detail).as_ref().map_or(0, |detail| detail.cpu_ns.unwrap_or(asked_ns));
            needed.cpu_ns = needed.cpu_ns.saturating_add(cpu_ns); // of workers, who may say anything
            needed.longest_ns = needed.longest_ns.max(waited_ns.saturating_add(cpu_ns));
            shortest_wait_ns = Some(shortest_wait_ns.map_or(waited_ns, |shortest: u64| shortest.min(waited_ns)));
        }
        Needed { shortest_wait_ns: shortest_wait_ns.unwrap_or(0), ..needed }
    }

    /// The turns of each task that computed, where they can be told.
    pub fn turns(&self) -> Vec<(usize, Turns)> {
        let of = |slot: &Slot| lock(&slot.detail).as_ref().map(|detail| detail.turns).filter(|turns| turns.count > 0);
        self.slots.iter().enumerate().filter_map(|(task, slot)| Some((task, of(slot)?))).collect()
    }

    /// Calls `each` with every task that had begun at `stop`: its number, when it began and ended in nanoseconds from
    /// `start`, and its spans. A task that had not ended goes up to the stop.
    pub fn each_life(&self, start: &Start, stop: &Stop, mut each: impl FnMut(usize, u64, u64, &[Span])) {
        let mut spans = Vec::new();
        for (task, slot) in self.slots.iter().enumerate() {
            let begin_ns = slot.begin.load(Ordering::Acquire);
            if begin_ns == 0 || begin_ns > stop.ns {
                continue;
            }
            spans.clear();
            let end_ns = self.spans_of(slot, begin_ns, stop.ns, &mut spans);
            for span in &mut spans {
                span.begin_ns = span.begin_ns.saturating_sub(start.ns);
                span.end_ns = span.end_ns.saturating_sub(start.ns);
            }
            each(task, begin_ns.saturating_sub(start.ns), end_ns.saturating_sub(start.ns), &spans);
        }
    }

    /// Puts the spans of `slot` into `spans`, on the system's clock, and returns the end of its task.
    fn spans_of(&self, slot: &Slot, begin_ns: u64, stop_ns: u64, spans: &mut Vec<Span>) -> u64 {
        let ended_ns = slot.end.load(Ordering::Acquire);
        let resume_ns = slot.resume.load(Ordering::Acquire);
        let detail = lock(&slot.detail);
        let pid = detail.as_ref().map_or(self.pid, |detail| detail.pid);
        let end_ns = if ended_ns == 0 { stop_ns } else { ended_ns.min(stop_ns) };
        let mut push = |state, begin_ns: u64, until_ns: u64, place| {
            let until_ns = until_ns.min(end_ns);
            if begin_ns < until_ns {
                spans.push(Span { state, begin_ns, end_ns: until_ns, place });
            }
        };
        let begin = Mark { ns: begin_ns, at: slot.begin_at.load(Ordering::Relaxed) };
        let resume = match resume_ns {
            0 => Mark { ns: end_ns, at: begin.at },
            ns => Mark { ns, at: slot.resume_at.load(Ordering::Relaxed) },
        };
        let wait_ns = self.workload.wait.as_nanos() as u64;
        let waited_ns = if self.waits_for_io() { resume.ns } else { (begin.ns + wait_ns).min(resume.ns) };
        push(State::Waiting, begin.ns, waited_ns, begin.place(pid));
        if resume_ns == 0 && pid != self.pid {
            // All that the parent knows: its worker was at it, and gave no answer.
            let state = if self.workload.compute.is_zero() { State::Late } else { State::Computing };
            push(state, waited_ns, end_ns, begin.place(pid));
            return end_ns;
        }
        // Without a wait there are always some nanoseconds between the two marks, which nobody was late for.
        if waited_ns < resume.ns && (wait_ns > 0 || resume.ns - begin.ns > GAP_NS) {
            push(State::Late, waited_ns, resume.ns, resume.place(pid));
        }
        match detail.as_ref().filter(|detail| !detail.spans.is_empty() || detail.phase.is_some()) {
            Some(detail) => {
                let open = detail.phase.and_then(|phase| phase.until(end_ns, pid));
                let spans = detail.spans.iter().chain(&open);
                spans.for_each(|span| push(span.state, span.begin_ns, span.end_ns, span.place));
            }
            None => push(State::Computing, resume.ns, end_ns, resume.place(pid)),
        }
        end_ns
    }

    /// The marks of one task as numbers, to be sent to another process.
    pub(super) fn marks(&self, slot: usize) -> [u64; 5] {
        let slot = &self.slots[slot];
        [&slot.begin, &slot.begin_at, &slot.resume, &slot.resume_at, &slot.end].map(|mark| mark.load(Ordering::Acquire))
    }

    /// Takes over marks that another process has made.
    pub(super) fn set_marks(&self, slot: usize, marks: [u64; 5]) {
        let slot = &self.slots[slot];
        let [begin, begin_at, resume, resume_at, end] = marks;
        slot.begin_at.store(begin_at, Ordering::Relaxed);
        slot.begin.store(begin, Ordering::Release);
        slot.resume_at.store(resume_at, Ordering::Relaxed);
        slot.resume.store(resume, Ordering::Release);
        slot.end.store(end, Ordering::Release);
    }
}

/// Locks, also where a thread has panicked while it held the lock: what is kept here is never half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
