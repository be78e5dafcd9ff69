//! The recorder, with marks that are made up, so that every moment is known.

use super::run::{Detail, Phase, Turns, WorkerUsage};
use super::task::Task;
use super::{Beat, Needed, Note, Recorder, Stop};
use crate::platform::{self, Usage};
use crate::report::Run;
use crate::span::{Place, Span, State};
use crate::timeline::Timeline;
use crate::workload::{Fail, FailKind, Work, Workload};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The start of all runs here, on the system's clock.
const START: u64 = 1_000_000_000;
/// On thread 7, core 3.
const THERE: u64 = 7 << 32 | 3;
/// On thread 8, core 4.
const ELSEWHERE: u64 = 8 << 32 | 4;

fn workload(tasks: usize, wait_ns: u64, compute_ns: u64) -> Workload {
    Workload { tasks, wait: Duration::from_nanos(wait_ns), compute: Duration::from_nanos(compute_ns), cores: 2 }
}

fn recorder(workload: Workload) -> &'static Recorder {
    Box::leak(Box::new(Recorder::new(workload, Work::default(), None)))
}

/// Marks at moments that count from the start; 0 for "not yet".
fn mark(recorder: &Recorder, task: usize, begin: u64, resume: u64, end: u64) {
    let at = |moment: u64| if moment == 0 { 0 } else { START + moment };
    recorder.set_marks(task, [at(begin), THERE, at(resume), ELSEWHERE, at(end)]);
}

fn stop_at(recorder: &Recorder, moment: u64) -> Stop {
    let mut stop = recorder.stop(&recorder.start());
    stop.ns = START + moment;
    stop
}

fn timeline(recorder: &Recorder, stop: u64) -> Timeline {
    let mut start = recorder.start();
    start.ns = START;
    Timeline::of_record(recorder, &start, &stop_at(recorder, stop)).unwrap()
}

/// What task 0 did: `waiting 1-101, late 101-151; ends 201`.
fn life(recorder: &Recorder, stop: u64) -> String {
    let timeline = timeline(recorder, stop);
    let Some(task) = timeline.tasks().next() else { return "never began".to_owned() };
    let show = |span: &Span| format!("{} {}-{}", span.state.name(), span.begin_ns, span.end_ns);
    format!("{}; ends {}", task.spans.iter().map(show).collect::<Vec<_>>().join(", "), task.end_ns)
}

#[test]
fn marks_become_spans() {
    for (wait_ns, [begin, resume, end], stop, expected) in [
        (100, [1, 151, 201], 900, "waiting 1-101, late 101-151, computing 151-201; ends 201"),
        (100, [1, 101, 201], 900, "waiting 1-101, computing 101-201; ends 201"),
        (100, [1, 61, 201], 900, "waiting 1-61, computing 61-201; ends 201"),
        (100, [1, 151, 151], 900, "waiting 1-101, late 101-151; ends 151"),
        // Still under way at the stop.
        (100, [1, 151, 0], 171, "waiting 1-101, late 101-151, computing 151-171; ends 171"),
        (100, [1, 0, 0], 131, "waiting 1-101, late 101-131; ends 131"),
        (100, [1, 0, 0], 41, "waiting 1-41; ends 41"),
        (100, [1, 0, 0], 1, "; ends 1"),
        (100, [2, 0, 0], 1, "never began"),
        (100, [0, 0, 50], 900, "never began"),
        // What came after the stop is cut off.
        (100, [1, 151, 201], 181, "waiting 1-101, late 101-151, computing 151-181; ends 181"),
        (100, [1, 151, 201], 121, "waiting 1-101, late 101-121; ends 121"),
        // Without a wait, what passes between two marks is late only where it is a gap.
        (0, [1, 100_001, 100_101], 900_000, "computing 100001-100101; ends 100101"),
        (0, [1, 100_002, 100_102], 900_000, "late 1-100002, computing 100002-100102; ends 100102"),
    ] {
        let recorder = recorder(workload(1, wait_ns, 0));
        mark(recorder, 0, begin, resume, end);
        assert_eq!(life(recorder, stop), expected);
    }
}

#[test]
fn a_span_is_where_it_began() {
    let recorder = recorder(workload(1, 100, 0));
    mark(recorder, 0, 1, 151, 201);
    let places: Vec<_> = timeline(recorder, 900).spans().iter().map(|span| span.place).collect();
    let place = |thread, core| Place { pid: std::process::id(), thread, core: Some(core) };
    assert_eq!(places, [place(7, 3), place(8, 4), place(8, 4)]);
}

#[test]
fn a_wait_for_io_lasts_until_it_is_over() {
    let recorder = recorder(workload(1, 100, 0));
    recorder.knows_no_end_of_waits();
    mark(recorder, 0, 1, 151, 201);
    assert_eq!(life(recorder, 900), "waiting 1-151, computing 151-201; ends 201");
}

#[test]
fn what_a_task_told_of_itself_stands_between_its_marks() {
    let span = |state, begin: u64, end: u64| {
        let place = Place { pid: std::process::id(), thread: 7, core: None };
        Span { state, begin_ns: START + begin, end_ns: START + end, place }
    };
    let recorder = recorder(workload(1, 100, 50));
    let spans = vec![span(State::Computing, 101, 131), span(State::Late, 131, 151), span(State::Computing, 151, 201)];
    let pid = std::process::id();
    recorder.detail(0, Detail { pid, spans: spans.clone(), ..Detail::default() });
    mark(recorder, 0, 1, 101, 201);
    assert_eq!(life(recorder, 900), "waiting 1-101, computing 101-131, late 131-151, computing 151-201; ends 201");
    assert_eq!(life(recorder, 141), "waiting 1-101, computing 101-131, late 131-141; ends 141");
    // A phase that goes on.
    let since = super::run::Mark { ns: START + 201, at: THERE };
    let phase = Some(Phase { state: State::Waiting, since, cpu_ns: None });
    recorder.detail(0, Detail { pid, spans, phase, ..Detail::default() });
    mark(recorder, 0, 1, 101, 0);
    assert!(life(recorder, 301).ends_with("computing 151-201, waiting 201-301; ends 301"));
    assert!(life(recorder, 201).ends_with("computing 151-201; ends 201"));
}

#[test]
fn a_worker_that_gave_no_answer_was_at_its_task() {
    for (compute_ns, state) in [(0, "late"), (50, "computing")] {
        let recorder = recorder(workload(1, 100, compute_ns));
        recorder.worker_was_asked(4_000_000_000, 0);
        let asked = recorder.marks(0);
        assert!(asked[0] > 0 && asked[2..] == [0, 0, 0], "it has begun: {asked:?}");
        mark(recorder, 0, 1, 0, 0);
        assert_eq!(life(recorder, 301), format!("waiting 1-101, {state} 101-301; ends 301"));
        recorder.set_marks(0, [START + 1, asked[1], 0, 0, 0]);
        let place = timeline(recorder, 301).spans()[0].place;
        assert_eq!((place.pid, place.thread, place.core), (4_000_000_000, 4_000_000_000, None));
    }
}

#[test]
fn only_what_was_done_well_was_needed() {
    let recorder = recorder(workload(5, 100, 70));
    for (task, [resume, end], cpu_ns) in [
        (0, [151, 201], Some(40)), // waited 100
        (1, [61, 201], Some(60)),  // its wait was cut short: 60
        (2, [11, 201], Some(900)), // failed
        (3, [21, 0], Some(900)),   // has not ended
        (4, [101, 301], None),     // its CPU time cannot be told
    ] {
        mark(recorder, task, 1, resume, end);
        recorder.detail(task, Detail { pid: 1, cpu_ns, ..Detail::default() });
    }
    let failed = [(2, String::new())];
    let needs = |stop| recorder.needs(&stop_at(recorder, stop), &failed);
    assert_eq!(needs(301), Needed { cpu_ns: 40 + 60 + 70, longest_ns: 170, shortest_wait_ns: 60 });
    assert_eq!(needs(300), Needed { cpu_ns: 40 + 60, longest_ns: 140, shortest_wait_ns: 60 });
    assert_eq!(needs(200), Needed::default());
}

#[test]
fn failures_are_told_once_each_and_in_order() {
    let recorder = recorder(workload(4, 100, 0));
    for (task, end) in [(0, 200), (1, 200), (2, 400), (3, 200)] {
        mark(recorder, task, 1, 101, end);
    }
    for (task, reason) in [(3, "late to tell"), (1, "first"), (1, "second"), (2, "after the stop")] {
        recorder.fail(task, reason.to_owned());
    }
    let expected = [(1, "first"), (2, "unfinished"), (3, "late to tell")].map(|(task, why)| (task, why.to_owned()));
    assert_eq!(recorder.failures(&stop_at(recorder, 300), "unfinished"), expected);
    assert_eq!(recorder.done(), 4);
}

#[test]
fn a_beat_that_is_due_at_the_stop_is_not_missed() {
    let recorder = recorder(workload(1, 0, 0));
    let beat = |due: u64, came: u64, ticked| Beat { due_ns: START + due, came_ns: START + came, ticked };
    recorder.beat(beat(20, 25, true));
    recorder.beat(beat(45, 50, true));
    recorder.beat_is_due(START + 70);
    let beats = |stop| recorder.beats(&stop_at(recorder, stop)).unwrap();
    assert_eq!(beats(49), [beat(20, 25, true)]);
    assert_eq!(beats(50), [beat(20, 25, true), beat(45, 50, true)]);
    assert_eq!(beats(70).len(), 2);
    assert_eq!(beats(71).last(), Some(&beat(70, 71, false)));
}

#[test]
fn threads_and_usage_of_helpers_are_left_out() {
    let recorder = recorder(workload(1, 0, 0));
    for _ in 0..10_000 {
        recorder.leave_out_a_thread();
    }
    assert_eq!(recorder.stop(&recorder.start()).threads_peak, None, "all that there are were left out");
    for _ in 0..10_000 {
        recorder.count_it_after_all();
    }
    let start = recorder.start();
    if platform::thread_count().is_some() {
        assert!(recorder.stop(&start).threads_peak.unwrap() >= 1);
        assert_eq!(recorder.threads_seen(), recorder.stop(&start).threads_peak.unwrap());
    }
    let most = Usage { cpu_user_ns: u64::MAX, cpu_system_ns: u64::MAX, ..Usage::default() };
    recorder.leave_out_usage(most);
    if let Some(usage) = recorder.stop(&start).usage {
        assert_eq!((usage.cpu_user_ns, usage.cpu_system_ns), (0, 0));
    }
}

#[test]
fn what_workers_told_is_added_to_the_parents_own() {
    let recorder = recorder(workload(4, 0, 0));
    let start = recorder.start();
    let usage = Usage { cpu_user_ns: 1 << 60, cpu_system_ns: 5, switches_voluntary: 1 << 50, switches_involuntary: 5 };
    recorder.worker_told(4_000_000_001, WorkerUsage { usage, memory_peak_bytes: 1 << 50, threads_peak: 1_000_000 });
    recorder.worker_told(4_000_000_002, WorkerUsage { usage, memory_peak_bytes: 1 << 50, threads_peak: 500_000 });
    let stop = recorder.stop(&start);
    assert_eq!(stop.processes, 3);
    if let Some(usage) = stop.usage {
        let billion = 1_000_000_000;
        assert!((1 << 61..(1 << 61) + 3_600 * billion).contains(&usage.cpu_user_ns), "{usage:?}");
        assert!((1 << 51..(1 << 51) + billion).contains(&usage.switches_voluntary), "{usage:?}");
        assert!((1 << 51..(1 << 51) + (1 << 40)).contains(&stop.memory_peak_bytes.unwrap()), "{stop:?}");
        assert!((1_500_001..1_600_000).contains(&stop.threads_peak.unwrap()), "{stop:?}");
    }
}

#[test]
fn a_worker_has_time_for_its_share_of_the_cores() {
    for (workers, compute_s, limit_s) in [
        (1, 0, 7),
        (1, 10, 2 + 30 + 5),
        (2, 10, 2 + 30 + 5),
        (3, 10, 2 + 60 + 5),
        (100, 10, 2 + 150 + 5), // there are ten tasks, so no more than ten workers
        (0, 10, 2 + 30 + 5),
    ] {
        let wait = Duration::from_secs(2);
        let recorder = recorder(Workload { tasks: 10, wait, compute: Duration::from_secs(compute_s), cores: 2 });
        recorder.expect_workers(workers);
        assert_eq!(recorder.answer_limit(), Duration::from_secs(limit_s), "{workers} workers");
    }
}

#[test]
fn tasks_are_numbered_and_the_one_that_is_to_fail_is_known() {
    let fail = Some(Fail { kind: FailKind::Wrong, task: Some(1) });
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload(3, 5, 0), Work::default(), fail)));
    let tasks: Vec<Task> = recorder.tasks().collect();
    assert_eq!(tasks.iter().map(|task| task.id).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(tasks.iter().all(|task| task.wait == Duration::from_nanos(5)));
    assert_eq!([0, 1, 2].map(|task| recorder.asked_of(task)), [None, Some(FailKind::Wrong), None]);
}

#[test]
fn a_note_is_kept_under_its_name() {
    let note = |name: &str, value| Note { name: name.to_owned(), value, sentence: format!("{value} {name}.") };
    let recorder = recorder(workload(1, 0, 0));
    for note in [note("bytes", 1), note("files", 2), note("bytes", 3)] {
        recorder.note(note);
    }
    assert_eq!(recorder.notes(), [note("bytes", 3), note("files", 2)]);
}

#[test]
fn computations_of_one_task_are_added_up() {
    let recorder = recorder(workload(1, 0, 0));
    let computed = |cpu_ns, result| Detail {
        pid: 1,
        cpu_ns,
        result,
        turns: Turns { count: result as u32, interrupted: 0 },
        ..Detail::default()
    };
    recorder.add_computation(0, computed(Some(30), 4));
    recorder.add_computation(0, computed(Some(12), 5));
    assert_eq!(recorder.turns(), [(0, Turns { count: 5, interrupted: 0 })]);
    assert_eq!(recorder.take_detail(0).map(|detail| (detail.cpu_ns, detail.result)), Some((Some(42), 5)));
    recorder.add_computation(0, computed(Some(30), 4));
    recorder.add_computation(0, computed(None, 5));
    assert_eq!(recorder.take_detail(0).unwrap().cpu_ns, None, "a part of it cannot be told");
    recorder.add_computation(0, computed(Some(1), 0));
    assert!(recorder.turns().is_empty());
}

#[test]
fn a_record_that_contradicts_itself_is_not_believed() {
    let why_of_one_asked_at = |asked: u64, record: &str| {
        let recorder = recorder(workload(1, 0, 0));
        recorder.worker_started(4_000_000_000);
        recorder.set_marks(0, [asked, 42, 0, 0, 0]);
        let usage = "[0, 0, 0, 0, 0, 0]";
        let record = format!("[0, {record}, {usage}]").replace("AT", "42");
        Task::new(recorder, 0).done_by_worker(serde_json::from_str(&record).unwrap());
        recorder.failures(&recorder.stop(&recorder.start()), "unfinished").pop().map_or(String::new(), |(_, why)| why)
    };
    let why = |record: &str| why_of_one_asked_at(0, record);
    // Begin, resume and end, the worker and its core; the process, CPU time, result, turns; and spans.
    let rest = "4000000000, 0, 0, [0, 0]";
    for (record, is_possible) in [
        (format!("[1, AT, 2, AT, 3], {rest}, []"), true),
        (format!("[1, AT, 1, AT, 1], {rest}, []"), true),
        (format!("[1, AT, 2, AT, 9], {rest}, [[1, 2, 5, 1, 1, null], [2, 5, 9, 1, 1, 0]]"), true),
        (format!("[0, AT, 2, AT, 3], {rest}, []"), false),
        (format!("[1, AT, 2, AT, 3], {}, []", rest.replace("4000000000", "3999999999")), false), // another process
        (format!("[1, AT, 2, AT, {}], {rest}, []", u64::MAX), false),                            // in times to come
        (format!("[2, AT, 1, AT, 3], {rest}, []"), false),
        (format!("[1, AT, 3, AT, 2], {rest}, []"), false),
        (format!("[1, AT, 2, AT, 9], {rest}, [[1, 2, 5, 1, 1, null], [2, 4, 9, 1, 1, 0]]"), false),
        (format!("[1, AT, 2, AT, 9], {rest}, [[1, 2, 10, 1, 1, null]]"), false),
    ] {
        let expected = if is_possible { "" } else { "its worker sent a record that contradicts itself" };
        assert_eq!(why(&record), expected, "{record}");
    }
    assert!(why(&format!("[1, AT, 2, AT, 3], {}, []", rest.replace("0, 0, [", "0, 5, ["))).contains("is wrong: 0000"));
    // None begins before it is asked, by more than clocks may be apart.
    let begun_at = |ns: u64| format!("[{ns}, AT, {ns}, AT, {ns}], {rest}, []");
    let asked = 9 + platform::CLOCKS_APART_NS;
    assert_eq!(why_of_one_asked_at(asked, &begun_at(9)), "");
    assert_ne!(why_of_one_asked_at(asked, &begun_at(8)), "");
}

/// A number that a worker may send: one that is likely, or one that no sum could take.
fn sent() -> impl Strategy<Value = u64> {
    prop_oneof![9 => 0..9_u64, 1 => Just(platform::moment()), 1 => Just(u64::MAX / 2), 1 => Just(u64::MAX)]
}

proptest! {
    /// Whatever the numbers in a worker's record, the task fails or what becomes of the run can be told.
    #[test]
    fn any_record_is_counted_or_refused(
        mut marks in proptest::collection::vec(sent(), 3),
        in_order: bool,
        asked_after in 0..9_u64,
        [cpu_ns, result, user, system, voluntary, involuntary, memory] in proptest::array::uniform7(sent()),
        threads in prop_oneof![0..9_u32, Just(u32::MAX)],
        spans in proptest::collection::vec((sent(), sent()), 0..3),
    ) {
        let recorder = recorder(workload(2, 0, 0));
        let start = recorder.start();
        if in_order {
            marks.sort_unstable();
        }
        let spans: Vec<String> = spans.iter().map(|(from, to)| format!("[2, {from}, {to}, 1, 1, null]")).collect();
        for task in 0..2 {
            let pid = 4_000_000_000 + task;
            recorder.worker_started(pid);
            recorder.set_marks(task as usize, [asked_after + platform::CLOCKS_APART_NS, 42, 0, 0, 0]);
            let record = format!(
                "[{task}, [{}, 42, {}, 42, {}], {pid}, {cpu_ns}, {result}, [1, 0], [{}], \
                 [{user}, {system}, {voluntary}, {involuntary}, {memory}, {threads}]]",
                marks[0], marks[1], marks[2], spans.join(", "),
            );
            Task::new(recorder, task as usize).done_by_worker(serde_json::from_str(&record).unwrap());
        }
        let run = Run::of("run", recorder, &start, &recorder.stop(&start), false).unwrap();
        let counts = [user, system, voluntary, involuntary, memory, cpu_ns];
        let is_possible = marks.is_sorted() && marks[0] > 0 && marks[0] >= asked_after && marks[2] <= platform::moment();
        let may_be = is_possible && threads < 9 && counts.iter().all(|count| *count < u64::MAX / 2);
        let believed = !run.failures.iter().any(|failure| failure.reason.contains("contradicts"));
        if spans.is_empty() && may_be && counts.iter().all(|count| *count < 9) {
            prop_assert!(believed);
        }
        prop_assert!(may_be || !believed);
    }
}

#[test]
fn a_worker_without_an_answer_fails_its_task_in_words() {
    for (how, words) in [
        ("exit status: 101", "its worker, process 4000000000, panicked (exit status: 101)"),
        ("signal: 9", "its worker, process 4000000000, gave no whole answer (signal: 9)"),
    ] {
        let recorder = recorder(workload(1, 0, 0));
        Task::new(recorder, 0).failed_by_worker(4_000_000_000, how);
        let failures = recorder.failures(&recorder.stop(&recorder.start()), "unfinished");
        assert_eq!(failures, [(0, words.to_owned())]);
    }
}

#[test]
fn a_task_that_has_ended_stays_as_it_was() {
    let recorder = recorder(workload(1, 0, 0));
    let mut task = Task::new(recorder, 0);
    task.begin();
    task.compute();
    let marks = recorder.marks(0);
    std::thread::sleep(Duration::from_millis(1));
    task.begin();
    task.compute();
    task.wait_again();
    task.end();
    assert_eq!(recorder.marks(0), marks);
    assert!(recorder.failures(&recorder.stop(&recorder.start()), "unfinished").is_empty());
}

#[test]
fn a_phase_that_ends_on_another_thread_counts_as_long_as_it_was() {
    let cpu_ns = |thread: u64, core: u64| {
        let recorder = recorder(workload(1, 0, 0));
        let on = |thread, core, moment| super::run::Mark { ns: START + moment, at: thread << 32 | core };
        recorder.change_phase(0, on(7, 3, 100), Some(State::Computing));
        recorder.change_phase(0, on(thread, core, 5_000_000_100), None);
        recorder.take_detail(0).unwrap().cpu_ns.unwrap()
    };
    assert_eq!(cpu_ns(8, 3), 5_000_000_000);
    if platform::thread_cpu_ns().is_some() {
        // On one thread its CPU clock counts, whatever the core. It knows that the moments are made up.
        assert!(cpu_ns(7, 3) < 1_000_000_000 && cpu_ns(7, 4) < 1_000_000_000);
    }
}

#[cfg(target_os = "linux")]
mod workers {
    use super::*;
    use std::process::{Child, Command, Stdio};
    use std::thread;

    /// A worker that does as `script` says, and is ended with its test.
    struct Worker(Child);

    impl Worker {
        fn new(recorder: &Recorder, script: &str) -> Worker {
            let child = Command::new("sh").args(["-c", script]).stderr(Stdio::null()).spawn().unwrap();
            recorder.worker_started(child.id());
            Worker(child)
        }

        /// Whether it ends within `time`.
        fn ends_within(&mut self, time: Duration) -> bool {
            let begin = Instant::now();
            while begin.elapsed() < time {
                if self.0.try_wait().unwrap().is_some() {
                    return true;
                }
                thread::sleep(Duration::from_millis(2));
            }
            false
        }
    }

    impl Drop for Worker {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    const IDLE: &str = "exec sleep 600";
    const BUSY: &str = "while kill -0 $PPID; do :; done";
    const SOON: Duration = Duration::from_secs(10);

    #[test]
    fn one_that_has_time_left_is_left_alone() {
        let recorder = recorder(workload(1, 0, 0));
        let mut worker = Worker::new(recorder, IDLE);
        recorder.worker_was_asked(worker.0.id(), 0);
        for _ in 0..3 {
            recorder.end_overdue_workers();
        }
        assert!(!worker.ends_within(Duration::from_millis(50)));
        assert_eq!(recorder.worker_was_overdue(worker.0.id()), None);
    }

    #[test]
    fn one_that_is_slow_is_given_ten_times_as_long() {
        let recorder = recorder(workload(1, 0, 0));
        let mut worker = Worker::new(recorder, BUSY);
        let pid = worker.0.id();
        // Its limit is 5 s.
        for asked_s in [6, 45] {
            let before = platform::cpu_ticks_of(pid);
            let begin = Instant::now();
            while platform::cpu_ticks_of(pid) == before && begin.elapsed() < SOON {
                thread::sleep(Duration::from_millis(5));
            }
            recorder.worker_is_to_be_looked_after(pid, Duration::from_secs(asked_s));
            recorder.end_overdue_workers();
            assert!(!worker.ends_within(Duration::from_millis(20)), "it computes, {asked_s} s after it was asked");
        }
        recorder.worker_is_to_be_looked_after(pid, Duration::from_secs(51));
        recorder.end_overdue_workers();
        assert!(worker.ends_within(SOON), "that was too long");
        assert_eq!(recorder.worker_was_overdue(pid), Some(Duration::from_secs(5)));
    }

    #[test]
    fn all_are_ended_with_a_run_that_is_stopped_early() {
        let recorder = recorder(workload(2, 0, 0));
        let start = recorder.start();
        let mut worker = Worker::new(recorder, IDLE);
        assert!(!recorder.is_closing());
        let stop = recorder.stop_early(&start);
        assert!(recorder.is_closing(), "no more tasks are to begin");
        assert!(worker.0.try_wait().is_err(), "it was ended, and waited for");
        assert_eq!(stop.processes, 2);
        assert!(stop.ns >= start.ns && stop.memory_peak_bytes.unwrap() > 1_000_000);
    }
}
