//! Tasks whose work is done in another process: what is sent there, and what comes back.

use super::run::{Detail, Turns, WorkerUsage};
use super::task::{Stage, Task};
use super::{Recorder, remember_panics};
use crate::launch;
use crate::platform::{self, Usage, Whose};
use crate::span::{Place, Span, State};
use crate::workload::{FailKind, Work, Workload, show_duration};
use serde_core::de::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use std::io::{self, Write};
use std::process::exit;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// How much a task has to compute, in a form that can be sent to a worker process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkOrder {
    work: Work,
    fail: Option<FailKind>,
}

/// What a worker process has recorded of one task, in a form that can be sent back. Moments are on the system's clock,
/// which both processes share.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    task: usize,
    marks: [u64; 5],
    detail: Detail,
    worker: WorkerUsage,
}

/// From now on this process, a worker, ignores Ctrl-C (its parent decides what becomes of it) and ends as soon as its
/// standard input is closed, which happens also when the parent is killed. So no worker outlives its parent.
pub fn end_with_parent() {
    end_after(|| ());
}

/// The same for a worker that may finish what it is at when its standard input is closed, and ends by itself then. It ends at
/// once only when the parent is gone, as nobody would hear its answer.
pub fn finish_with_parent() {
    let parent = platform::parent_id();
    end_after(move || {
        while platform::parent_id() == parent {
            thread::sleep(Duration::from_millis(50));
        }
    });
}

/// From now on this process, a worker, ignores Ctrl-C, and ends when its standard input was closed and `wait` has returned.
fn end_after(wait: impl FnOnce() + Send + 'static) {
    platform::share_one_heap_where_addresses_are_limited();
    launch::leave_interrupts_to_the_parent();
    worker_recorder().leave_out_a_thread(); // the one that is started now
    let watch = || {
        while !platform::stdin_hung_up(Duration::from_secs(60)) {}
        wait();
    };
    let _ = thread::Builder::new().name("timing".to_owned()).stack_size(128 * 1024).spawn(move || {
        watch();
        exit(0);
    });
}

const HALF_AN_ANSWER: &[u8] = b"[3,[1,2";

/// Fails in a way that only a worker process can, because `--fail` asked for it.
pub(super) fn misbehave(kind: FailKind) {
    let mut out = io::stdout();
    let _ = match kind {
        FailKind::Kill => platform::kill_this_process(),
        FailKind::Stop => {
            platform::stop_this_process();
            Ok(())
        }
        FailKind::Exit => exit(0),
        FailKind::Half => out.write_all(HALF_AN_ANSWER).and_then(|()| out.flush()).map(|()| exit(0)),
        FailKind::Silent => {
            let _ = out.write_all(HALF_AN_ANSWER).and_then(|()| out.flush());
            platform::stay_until_ended()
        }
        FailKind::Garbage => out.write_all(b"all is well\n").and_then(|()| out.flush()),
        FailKind::Endless => loop {
            if out.write_all(&[b'1'; 65_536]).is_err() {
                exit(1);
            }
        },
        FailKind::Panic | FailKind::Wrong => Ok(()),
    };
}

/// The recorder of a worker process. It has one slot, since a worker does one task at a time.
fn worker_recorder() -> &'static Recorder {
    static RECORDER: OnceLock<Recorder> = OnceLock::new();
    RECORDER.get_or_init(|| {
        remember_panics();
        let workload = Workload { tasks: 1, wait: Duration::ZERO, compute: Duration::ZERO, cores: 1 };
        Recorder::of_a_worker(workload)
    })
}

impl Task {
    /// How much this task has to compute, to be sent to the worker process `pid`. From now on that worker has a time limit:
    /// one that has not answered long after it could have is ended.
    pub fn work_for(&self, pid: u32) -> WorkOrder {
        self.recorder.worker_was_asked(pid, self.slot);
        WorkOrder { work: self.work, fail: self.fail }
    }

    /// In a worker: the task that the parent asks for.
    pub fn in_worker(id: usize, wait: Duration, order: WorkOrder) -> Task {
        Task::in_slot(worker_recorder(), 0, id, wait, order.work, order.fail)
    }

    /// In a worker: what was recorded of this task, to be sent to the parent.
    pub fn into_record(self) -> Record {
        let marks = self.recorder.marks(self.slot);
        let detail = self.recorder.take_detail(self.slot).map(|detail| *detail).unwrap_or_default();
        self.recorder.count_threads();
        let worker = WorkerUsage {
            usage: platform::usage(Whose::Process).unwrap_or_default(),
            memory_peak_bytes: platform::memory_peak_bytes().unwrap_or(0),
            threads_peak: self.recorder.threads_seen(),
        };
        Record { task: self.id, marks, detail, worker }
    }

    /// In the parent: the task was done by a worker process, which sent this record.
    pub fn done_by_worker(mut self, record: Record) {
        if record.task != self.id {
            return self.fail(&format!("its worker answered for task {}", record.task));
        }
        let [asked_ns, ..] = self.recorder.marks(self.slot);
        if !record.is_possible(asked_ns) || !self.recorder.knows_worker(record.detail.pid) {
            return self.fail("its worker sent a record that contradicts itself");
        }
        let result = record.detail.result;
        self.recorder.worker_told(record.detail.pid, record.worker);
        self.recorder.detail(self.slot, record.detail);
        self.recorder.set_marks(self.slot, record.marks);
        self.stage = Stage::Over;
        if let Err(reason) = self.recorder.check(self.id, result) {
            self.recorder.fail(self.id, reason);
        }
    }

    /// In the parent: the worker process `pid` gave no answer, or none that can be understood; `how` says how it ended.
    pub fn failed_by_worker(self, pid: u32, how: &str) {
        let why = match self.recorder.worker_was_overdue(pid) {
            Some(limit) => format!("did not answer within {} and was ended", show_duration(limit.as_nanos() as u64)),
            // Ctrl-C for all of a terminal found it before it could leave that to its parent, which is told as well.
            None if how.contains("SIGINT") => format!("was ended by Ctrl-C ({how})"),
            None if how == "exit status: 101" => "panicked (exit status: 101)".to_owned(),
            None => format!("gave no whole answer ({how})"),
        };
        self.fail(&format!("its worker, process {pid}, {why}"));
    }

    /// The task failed for `reason`.
    pub fn fail(mut self, reason: &str) {
        self.recorder.fail(self.id, reason.to_owned());
        self.recorder.mark_end(self.slot, platform::moment());
        self.stage = Stage::Over;
    }
}

/// More than a worker can have used: as nanoseconds it is two weeks, as bytes a million GB. So sums of them stay numbers.
const MOST: u64 = 1 << 50;
const MOST_THREADS: u32 = 1 << 20;

impl Record {
    /// Whether the marks and spans stand in an order in which they can have happened between the moment at which the worker was asked, and now,
    /// and no count is larger than any can be.
    fn is_possible(&self, asked_ns: u64) -> bool {
        let [begin, _, resume, _, end] = self.marks;
        let mut moments = vec![asked_ns.saturating_sub(platform::CLOCKS_APART_NS), begin, resume];
        moments.extend(self.detail.spans.iter().flat_map(|span| [span.begin_ns, span.end_ns]));
        moments.extend([end, platform::moment() + platform::CLOCKS_APART_NS]);
        let WorkerUsage { usage, memory_peak_bytes, threads_peak } = self.worker;
        let cpu_ns = [self.detail.cpu_ns.unwrap_or(0), usage.cpu_user_ns, usage.cpu_system_ns];
        let counts = [usage.switches_voluntary, usage.switches_involuntary, memory_peak_bytes];
        let are_small = cpu_ns.iter().chain(&counts).all(|count| *count < MOST);
        begin > 0 && moments.is_sorted() && are_small && threads_peak < MOST_THREADS
    }
}

// On the wire both are plain lists of numbers. Written out by hand, because deriving it would double the time in which the
// first demo compiles.

type WireSpan = (u8, u64, u64, u32, u32, Option<u32>);
type WireUsage = (u64, u64, u64, u64, u64, u32);
type WireRecord = (usize, [u64; 5], u32, Option<u64>, u64, (u32, u32), Vec<WireSpan>, WireUsage);

impl Serialize for WorkOrder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.work.multiplications, self.work.a_step, self.fail.map(FailKind::name)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WorkOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (multiplications, a_step, fail): (u64, u64, Option<String>) = Deserialize::deserialize(deserializer)?;
        let named = |name: String| FailKind::NAMED.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let fail = match fail.map(named) {
            Some(None) => return Err(D::Error::custom("there is no such failure")),
            Some(kind) => kind,
            None => None,
        };
        Ok(WorkOrder { work: Work { multiplications, a_step }, fail })
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let spans = self.detail.spans.iter().map(|span| -> WireSpan {
            let Place { pid, thread, core } = span.place;
            (span.state as u8, span.begin_ns, span.end_ns, pid, thread, core)
        });
        let WorkerUsage { usage, memory_peak_bytes, threads_peak } = self.worker;
        let usage: WireUsage = (
            usage.cpu_user_ns,
            usage.cpu_system_ns,
            usage.switches_voluntary,
            usage.switches_involuntary,
            memory_peak_bytes,
            threads_peak,
        );
        let Detail { pid, cpu_ns, result, turns: Turns { count, interrupted }, .. } = self.detail;
        let turns = (count, interrupted);
        let wire: WireRecord = (self.task, self.marks, pid, cpu_ns, result, turns, spans.collect(), usage);
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (task, marks, pid, cpu_ns, result, (count, interrupted), spans, usage): WireRecord =
            Deserialize::deserialize(deserializer)?;
        let spans = spans.into_iter().map(|(state, begin_ns, end_ns, pid, thread, core)| {
            let state =
                *State::ALL.get(usize::from(state)).ok_or_else(|| D::Error::custom("there is no such state"))?;
            Ok(Span { state, begin_ns, end_ns, place: Place { pid, thread, core } })
        });
        let spans = spans.collect::<Result<_, _>>()?;
        let turns = Turns { count, interrupted };
        let detail = Detail { pid, cpu_ns, result, spans, phase: None, turns };
        let (cpu_user_ns, cpu_system_ns, switches_voluntary, switches_involuntary, memory_peak_bytes, threads_peak) =
            usage;
        let usage = Usage { cpu_user_ns, cpu_system_ns, switches_voluntary, switches_involuntary };
        Ok(Record { task, marks, detail, worker: WorkerUsage { usage, memory_peak_bytes, threads_peak } })
    }
}
