//! The recorder of one run: a slot for each task, written by the task's own thread and readable at any moment.
//!
//! A mark costs a reading of the clock, one of the core, and two or three plain stores into the task's own slot: no lock,
//! no allocation, nothing shared with other tasks. Marks can be read while the run goes on, so what was finished can
//! be reported after Ctrl-C.

use crate::platform::{self, Usage, Whose};
use crate::timeline::{Flaw, Place, Span, State, Timeline};
use crate::workload::{Expected, Fail, FailKind, Work, Workload};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use super::Beat;

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

/// What only tasks that compute, or that ran in another process, have to record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Detail {
    /// The process in which the task ran.
    pub pid: u32,
    /// The CPU time of its computation, where it can be told.
    pub cpu_ns: Option<u64>,
    /// What it came to.
    pub result: u64,
    /// Its computation, with the gaps in it, on the system's clock.
    pub spans: Vec<Span>,
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
    /// When it has to have answered, on the system's clock; 0 where nothing was asked.
    due_ns: u64,
    /// The time limit that it has not kept.
    overdue: Option<Duration>,
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
    beats: Mutex<Vec<Beat>>,
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
            beats: Mutex::default(),
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

    /// Stops the clock.
    pub fn stop(&self, start: &Start) -> Stop {
        let ns = platform::moment();
        let (own, children) = (platform::usage(Whose::Process), platform::usage(Whose::EndedChildren));
        self.count_threads();
        let workers = lock(&self.workers);
        let told = workers.values().fold(Usage::default(), |sum, worker| sum.plus(worker.told.usage));
        let usage =
            own.zip(start.own).zip(children.zip(start.children)).map(|((own, own_then), (ended, ended_then))| {
                // Workers that have ended are counted by the system, those that still run by what they last told.
                own.since(own_then).since(*lock(&self.helper_usage)).plus(ended.since(ended_then).max(told))
            });
        let memory = workers.values().map(|worker| worker.told.memory_peak_bytes).sum::<u64>();
        let threads = workers.values().map(|worker| worker.told.threads_peak).sum::<u32>();
        let own_threads = self.threads.load(Ordering::Relaxed);
        Stop {
            ns,
            usage,
            memory_peak_bytes: platform::memory_peak_bytes().map(|own| own + memory),
            threads_peak: (own_threads > 0).then_some(own_threads + threads),
            processes: 1 + workers.len() as u32,
        }
    }

    /// Says that the calling thread is a helper of the recorder itself, which is not to be counted.
    pub fn leave_out_this_thread(&self) {
        self.helpers.fetch_add(1, Ordering::Relaxed);
    }

    /// Says what the helper thread has used so far, which is not to be counted.
    pub fn leave_out_usage(&self, usage: Usage) {
        *lock(&self.helper_usage) = usage;
    }

    /// Looks how many threads there are now. Called whenever a thread marks for the first time, so no peak of threads
    /// that work is missed.
    pub(super) fn count_threads(&self) {
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

    pub(super) fn take_detail(&self, slot: usize) -> Option<Box<Detail>> {
        lock(&self.slots[slot].detail).take()
    }

    pub(super) fn detail(&self, slot: usize, detail: Detail) {
        *lock(&self.slots[slot].detail) = Some(Box::new(detail));
    }

    /// The moment of the task's last mark: its own, where it has just resumed, else now.
    #[inline]
    pub(super) fn last_mark_ns(&self, slot: usize, resumed: bool) -> u64 {
        if resumed { self.slots[slot].resume.load(Ordering::Relaxed) } else { platform::moment() }
    }

    #[inline]
    pub(super) fn mark_end(&self, slot: usize, ns: u64) {
        self.slots[slot].end.store(ns, Ordering::Release);
    }

    pub(super) fn fail(&self, task: usize, reason: String) {
        lock(&self.failures).push((task, reason));
    }

    /// The failure that was asked of task `task`.
    pub fn asked_of(&self, task: usize) -> Option<FailKind> {
        self.fail.filter(|fail| fail.task == task).map(|fail| fail.kind)
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

    pub(super) fn worker_told(&self, pid: u32, told: WorkerUsage) {
        lock(&self.workers).insert(pid, WorkerState { told, ..WorkerState::default() });
    }

    /// Says that a worker process was started.
    pub fn worker_started(&self, pid: u32) {
        self.count_threads(); // the thread that looks after the worker marks nothing itself
        lock(&self.workers).entry(pid).or_default();
    }

    pub(super) fn worker_was_asked(&self, pid: u32) {
        let mut workers = lock(&self.workers);
        let limit = self.answer_limit(workers.len());
        if let Some(worker) = workers.get_mut(&pid) {
            worker.due_ns = platform::moment() + limit.as_nanos() as u64;
        }
    }

    #[cfg(test)]
    pub(super) fn worker_was_asked_long_ago(&self, pid: u32) {
        lock(&self.workers).entry(pid).or_default().due_ns = 1;
    }

    pub(super) fn worker_was_overdue(&self, pid: u32) -> Option<Duration> {
        let mut workers = lock(&self.workers);
        let worker = workers.get_mut(&pid)?;
        worker.due_ns = 0;
        worker.overdue
    }

    /// How long a worker may take to answer: its wait, three times the time that its computation takes while all workers
    /// share the cores, and five seconds in which other programs may have them.
    fn answer_limit(&self, workers: usize) -> Duration {
        let sharing = workers.div_ceil(self.workload.cores.max(1)) as u32;
        self.workload.wait + self.workload.compute.saturating_mul(3 * sharing) + Duration::from_secs(5)
    }

    /// Ends the worker processes that should have answered by now.
    pub fn end_overdue_workers(&self) {
        let now = platform::moment();
        let mut workers = lock(&self.workers);
        let limit = self.answer_limit(workers.len());
        for (pid, worker) in workers.iter_mut().filter(|(_, worker)| worker.due_ns != 0 && worker.due_ns < now) {
            worker.due_ns = 0;
            worker.overdue = Some(limit);
            platform::kill_child(*pid);
        }
    }

    /// Ends all worker processes that still run.
    pub fn end_workers(&self) {
        let pids: Vec<u32> = lock(&self.workers).keys().copied().collect();
        pids.into_iter().for_each(platform::end_child);
    }

    /// The heartbeat's ticks, in order; empty where there was no heartbeat.
    pub fn beats(&self) -> Vec<Beat> {
        lock(&self.beats).clone()
    }

    /// The failures so far, by task: the first reason of each. A task that has not ended is one, with `unfinished` as
    /// its reason.
    pub fn failures(&self, unfinished: &str) -> Vec<(usize, String)> {
        let mut failures = lock(&self.failures).clone();
        failures.sort_by_key(|(task, _)| *task); // stable: a task's first reason stays first
        failures.dedup_by_key(|(task, _)| *task);
        let mut named = failures.iter().map(|(task, _)| *task).peekable();
        let mut missing = Vec::new();
        for (task, slot) in self.slots.iter().enumerate() {
            if named.next_if_eq(&task).is_none() && slot.end.load(Ordering::Acquire) == 0 {
                missing.push((task, unfinished.to_owned()));
            }
        }
        failures.extend(missing);
        failures.sort_by_key(|(task, _)| *task);
        failures
    }

    /// The CPU time that each task used in its computation, as far as it is known, and the longest single task (its wait
    /// and its CPU time), all in nanoseconds.
    pub fn cpu_ns(&self) -> (u64, u64) {
        let wait_ns = self.workload.wait.as_nanos() as u64;
        let asked_ns = self.workload.compute.as_nanos() as u64;
        let (mut sum, mut longest) = (0, 0);
        for slot in self.slots.iter().filter(|slot| slot.end.load(Ordering::Acquire) != 0) {
            let cpu_ns = lock(&slot.detail).as_ref().map_or(0, |detail| detail.cpu_ns.unwrap_or(asked_ns));
            sum += cpu_ns;
            longest = longest.max(wait_ns + cpu_ns);
        }
        (sum, longest)
    }

    /// Everything that was marked between `start` and `stop`, as a timeline. A task that has not ended at the stop goes up to it.
    ///
    /// # Errors
    /// Where the marks contradict each other, which would be an error of the recorder or a clock that went backwards.
    pub fn timeline(&self, start: &Start, stop: &Stop) -> Result<Timeline, Flaw> {
        let mut timeline = Timeline::with_capacity(self.slots.len());
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
            let begin_ns = begin_ns.saturating_sub(start.ns);
            timeline.add(task, begin_ns, end_ns.saturating_sub(start.ns), &spans)?;
        }
        Ok(timeline)
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
        let waited_ns = (begin.ns + wait_ns).min(resume.ns);
        push(State::Waiting, begin.ns, waited_ns, begin.place(pid));
        // Without a wait there are always some nanoseconds between the two marks, which nobody was late for.
        if wait_ns > 0 || resume.ns - begin.ns > GAP_NS {
            push(State::Late, waited_ns, resume.ns, resume.place(pid));
        }
        match detail.as_ref().filter(|detail| !detail.spans.is_empty()) {
            Some(detail) => {
                detail.spans.iter().for_each(|span| push(span.state, span.begin_ns, span.end_ns, span.place))
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
