//! The recorder, with real tasks on real threads.

use super::task::Task;
use super::{Heartbeat, Needed, Note, Recorder, Start, Stop, remember_panics};
use crate::platform;
use crate::span::{Span, State};
use crate::timeline::Timeline;
use crate::workload::{Fail, FailKind, Speed, Work, Workload};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const WAIT: Duration = Duration::from_millis(20);

fn recorder_with(tasks: usize, wait: Duration, work: Work, fail: Option<Fail>) -> &'static Recorder {
    remember_panics();
    let compute = if work.multiplications == 0 { Duration::ZERO } else { Duration::from_millis(5) };
    let workload = Workload { tasks, wait, compute, cores: 2 };
    Box::leak(Box::new(Recorder::new(workload, work, fail)))
}

fn work() -> Work {
    Speed::measure().work(Duration::from_millis(5))
}

/// Does the tasks one after the other, each as `each` says, and returns what was recorded.
fn record(recorder: &'static Recorder, each: impl Fn(Task)) -> (Timeline, Start, Stop) {
    let start = recorder.start();
    for id in 0..recorder.workload.tasks {
        each(Task::new(recorder, id));
    }
    let stop = recorder.stop(&start);
    (Timeline::of_record(recorder, &start, &stop).expect("a record that is possible"), start, stop)
}

fn all_well(mut task: Task) {
    task.begin();
    thread::sleep(task.wait);
    task.compute();
}

fn spans(timeline: &Timeline, task: usize) -> Vec<Span> {
    timeline.tasks().find(|line| line.id == task).map(|line| line.spans.to_vec()).unwrap_or_default()
}

fn time_in(spans: &[Span], state: State) -> u64 {
    spans.iter().filter(|span| span.state == state).map(Span::length_ns).sum()
}

fn failures(recorder: &Recorder) -> Vec<(usize, String)> {
    recorder.failures(&recorder.stop(&recorder.start()), "unfinished")
}

#[test]
fn a_wait_is_as_long_as_it_was_to_be_and_what_comes_after_it_is_late() {
    let recorder = recorder_with(2, WAIT, Work::default(), None);
    let (timeline, start, stop) = record(recorder, all_well);
    let wall_ns = stop.ns - start.ns;
    for line in timeline.tasks() {
        let [waiting, late] = line.spans else { panic!("{:?}", line.spans) };
        assert_eq!((waiting.state, late.state), (State::Waiting, State::Late));
        assert_eq!(waiting.length_ns(), WAIT.as_nanos() as u64);
        assert_eq!((waiting.begin_ns, late.end_ns), (line.begin_ns, line.end_ns));
        assert_eq!(waiting.end_ns, late.begin_ns);
        assert!(line.end_ns <= wall_ns);
        assert_eq!(waiting.place.pid, std::process::id());
        assert_eq!(waiting.place.thread, platform::thread_id(|| ()));
    }
    assert!(failures(recorder).is_empty());
    assert_eq!(recorder.done(), 2);
    let wait_ns = WAIT.as_nanos() as u64;
    assert_eq!(recorder.needs(&stop, &[]), Needed { cpu_ns: 0, longest_ns: wait_ns, shortest_wait_ns: wait_ns });
}

#[test]
fn a_wait_that_was_cut_short_is_as_long_as_it_was() {
    let recorder = recorder_with(1, Duration::from_secs(60), Work::default(), None);
    let (timeline, ..) = record(recorder, |mut task| {
        task.begin();
        task.compute();
    });
    let spans = spans(&timeline, 0);
    assert!(spans.len() == 1 && spans[0].length_ns() < 1_000_000_000, "{spans:?}");
}

#[test]
fn computing_is_recorded_with_its_cpu_time() {
    let recorder = recorder_with(2, Duration::ZERO, work(), None);
    let (timeline, _, stop) = record(recorder, all_well);
    assert!(failures(recorder).is_empty());
    let computing = (0..2).map(|task| time_in(&spans(&timeline, task), State::Computing)).sum::<u64>();
    let Needed { cpu_ns, longest_ns, .. } = recorder.needs(&stop, &[]);
    if platform::thread_cpu_ns().is_some() {
        // A gap up to the threshold counts as computing, a step at a time.
        assert!(cpu_ns > 0 && computing >= cpu_ns / 2 && computing < 3 * cpu_ns + 10_000_000, "{computing} {cpu_ns}");
    }
    assert!(longest_ns >= cpu_ns / 2 && longest_ns <= cpu_ns);
    for line in timeline.tasks() {
        assert_eq!(line.spans.first().map(|span| span.begin_ns).unwrap_or(0), line.spans[0].begin_ns);
        assert_eq!(line.spans.last().map(|span| span.end_ns), Some(line.end_ns));
    }
}

#[test]
fn between_two_turns_a_task_is_late() {
    let recorder = recorder_with(1, Duration::ZERO, work(), None);
    let (timeline, ..) = record(recorder, |mut task| {
        task.begin();
        let mut turns = 1;
        while task.compute_for(Duration::from_millis(1)) {
            thread::sleep(Duration::from_millis(2)); // stands for the turns of others
            turns += 1;
        }
        assert!(turns >= 2);
        assert!(!task.compute_for(Duration::from_millis(1)), "it has ended");
    });
    let spans = spans(&timeline, 0);
    let late: Vec<&Span> = spans.iter().filter(|span| span.state == State::Late).collect();
    assert!(!late.is_empty() && late.iter().any(|span| span.length_ns() >= 2_000_000), "{spans:?}");
    assert!(failures(recorder).is_empty());
}

#[test]
fn what_was_asked_to_fail_fails_and_nothing_else() {
    for (kind, reason) in [(FailKind::Wrong, "its result is wrong"), (FailKind::Panic, "it panicked, as --fail asked")]
    {
        for work in [Work::default(), work()] {
            let recorder = recorder_with(3, Duration::from_millis(1), work, Some(Fail { kind, task: Some(1) }));
            record(recorder, |task| {
                let _ = thread::spawn(move || all_well(task)).join();
            });
            let failures = failures(recorder);
            assert!(failures.len() == 1 && failures[0].0 == 1 && failures[0].1.contains(reason), "{failures:?}");
        }
    }
}

#[test]
fn a_dropped_task_is_a_failure_that_says_how_far_it_came() {
    let recorder = recorder_with(5, Duration::ZERO, work(), None);
    let (timeline, ..) = record(recorder, |mut task| match task.id {
        0 => drop(task),
        1 => task.begin(),
        2 => {
            task.compute_for(Duration::ZERO);
        }
        3 => {
            let _ = thread::spawn(move || {
                task.begin();
                panic!("out of {}", "luck");
            })
            .join();
        }
        _ => all_well(task),
    });
    let failures = failures(recorder);
    assert_eq!(failures.iter().map(|(task, _)| *task).collect::<Vec<_>>(), [0, 1, 2, 3]);
    for ((_, reason), words) in failures.iter().zip(["never began", "before it computed", "in the middle", "tests.rs:"])
    {
        assert!(reason.contains(words), "{reason}");
    }
    assert!(failures[3].1.contains("out of luck"));
    // The one that never began is not in the timeline; the others are, up to where they came.
    assert_eq!(timeline.tasks().map(|line| line.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(time_in(&spans(&timeline, 2), State::Computing) > 0);
    assert_eq!(recorder.done(), 5);
}

/// Two that share the fate of the one that was asked to panic: they did not panic, and are not said to.
#[test]
fn a_task_that_ends_with_anothers_panic_says_so() {
    let recorder = recorder_with(3, Duration::ZERO, work(), Some(Fail { kind: FailKind::Panic, task: Some(0) }));
    let tasks: Vec<Task> = (0..3).map(|id| Task::new(recorder, id)).collect();
    let together = thread::spawn(move || {
        let mut tasks = tasks;
        tasks[1].begin();
        tasks.remove(0).compute();
    });
    assert!(together.join().is_err());
    let reasons: Vec<String> = failures(recorder).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(
        reasons,
        [
            "it panicked, as --fail asked",
            "its thread panicked, as --fail asked",
            "it never began: its thread panicked, as --fail asked"
        ]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_task_whose_thread_could_not_be_started_tells_what_the_system_said() {
    const NOWHERE: usize = 1 << 47; // a stack as large as all the address space that a program has
    let recorder = recorder_with(4, Duration::ZERO, Work::default(), None);
    let start =
        |stack, task| thread::Builder::new().stack_size(stack).spawn(move || all_well(task)).map(JoinHandle::join);
    let mut tasks = recorder.tasks();
    assert!(start(NOWHERE, tasks.next().unwrap()).is_err());
    assert!(start(1 << 20, tasks.next().unwrap()).is_ok());
    let (third, fourth) = (tasks.next().unwrap(), tasks.next().unwrap());
    drop(fourth); // nothing was tried for it
    assert!(start(NOWHERE, third).is_err()); // it is not the last that was handed out, so nobody knows what else was done since
    assert_eq!(tasks.map(|task| task.id).next(), None);
    let why = [
        "it never began: nothing could be started for it: Cannot allocate memory (os error 12)",
        "it never began: nothing could be started for it, or nobody ran it",
    ];
    let expected = [(0, why[0]), (2, why[1]), (3, why[1])];
    assert_eq!(failures(recorder), expected.map(|(task, why)| (task, why.to_owned())));
}

#[test]
fn what_is_under_way_at_the_stop_goes_up_to_it() {
    let recorder = recorder_with(4, WAIT, Work::default(), None);
    let start = recorder.start();
    let mut tasks: Vec<Task> = (0..4).map(|id| Task::new(recorder, id)).collect();
    tasks[0].begin();
    thread::sleep(2 * WAIT);
    tasks[1].begin();
    tasks[2].begin();
    tasks[2].compute();
    let stop = recorder.stop(&start);
    let timeline = Timeline::of_record(recorder, &start, &stop).unwrap();
    let end_ns = stop.ns - start.ns;
    let lines: Vec<_> = timeline.tasks().map(|line| (line.id, line.end_ns == end_ns)).collect();
    assert_eq!(lines, [(0, true), (1, true), (2, false)]);
    // Its wait was over and nobody let it go on.
    assert!(time_in(&spans(&timeline, 0), State::Late) > 0);
    assert_eq!(time_in(&spans(&timeline, 1), State::Late), 0);
    let unfinished = [0, 1, 3].map(|task| (task, "unfinished".to_owned()));
    assert_eq!(recorder.failures(&stop, "unfinished"), unfinished);
    // What ends after the stop does not change what was reported.
    tasks[1].compute();
    let later = Timeline::of_record(recorder, &start, &stop).unwrap();
    assert_eq!(later.tasks().nth(1).map(|line| line.end_ns), Some(end_ns));
    drop(tasks);
    assert_eq!(recorder.failures(&stop, "unfinished"), unfinished);
    assert!(
        recorder.needs(&stop, &unfinished).longest_ns < WAIT.as_nanos() as u64,
        "the one that was done did not wait"
    );
}

#[test]
fn tasks_begun_after_the_stop_are_not_in_it() {
    let recorder = recorder_with(1, WAIT, Work::default(), None);
    let start = recorder.start();
    let stop = recorder.stop(&start);
    thread::sleep(Duration::from_millis(1));
    let mut task = Task::new(recorder, 0);
    task.begin();
    assert!(Timeline::of_record(recorder, &start, &stop).unwrap().is_empty());
    task.compute();
}

#[test]
fn a_heartbeat_knows_when_it_was_due() {
    let recorder = recorder_with(1, WAIT, Work::default(), None);
    let mut heartbeat = Heartbeat::new(recorder);
    thread::sleep(heartbeat.every);
    heartbeat.tick();
    heartbeat.tick();
    thread::sleep(2 * heartbeat.every);
    let stop = recorder.stop(&recorder.start());
    let beats = recorder.beats(&stop).unwrap();
    assert_eq!(beats.iter().map(|beat| beat.ticked).collect::<Vec<_>>(), [true, true, false]);
    assert!(beats[0].came_ns >= beats[0].due_ns);
    assert!(beats[1].came_ns < beats[1].due_ns, "it came before it was due");
    assert_eq!(beats[1].due_ns, beats[0].came_ns + 20_000_000);
    assert!(beats[2].came_ns - beats[2].due_ns >= 19_000_000, "{beats:?}");
    let punctual = recorder_with(1, WAIT, Work::default(), None);
    assert_eq!(punctual.beats(&stop), None);
    let _heartbeat = Heartbeat::new(punctual);
    assert_eq!(punctual.beats(&punctual.stop(&punctual.start())), Some(Vec::new()));
}

#[test]
fn a_record_from_a_worker_counts_as_the_parents_own() {
    let work = work();
    let recorder = recorder_with(3, WAIT, work, None);
    recorder.worker_started(std::process::id());
    let start = recorder.start();
    for id in 0..3 {
        let task = Task::new(recorder, id);
        let order = serde_json::to_string(&task.work_for(4_000_000_000)).unwrap();
        let mut at_the_worker = Task::in_worker(id, WAIT, serde_json::from_str(&order).unwrap());
        at_the_worker.begin();
        thread::sleep(at_the_worker.wait);
        at_the_worker.compute();
        let record = serde_json::to_string(&at_the_worker.into_record()).unwrap();
        let record = serde_json::from_str(&record).unwrap();
        match id {
            2 => Task::new(recorder, 1).done_by_worker(record), // an answer for another task
            _ => task.done_by_worker(record),
        }
        if id == 2 {
            continue;
        }
    }
    let stop = recorder.stop(&start);
    let timeline = Timeline::of_record(recorder, &start, &stop).unwrap();
    let first = spans(&timeline, 0);
    assert_eq!(first[0].state, State::Waiting);
    assert_eq!(first[0].length_ns(), WAIT.as_nanos() as u64);
    assert!(time_in(&first, State::Computing) > 0);
    let failures = failures(recorder);
    assert!(failures.iter().any(|(task, reason)| *task == 1 && reason.contains("answered for task 2")), "{failures:?}");
    assert!(recorder.needs(&stop, &failures).cpu_ns > 0 || platform::thread_cpu_ns().is_none());
    assert_eq!(stop.processes, 2);
}

#[test]
fn no_order_and_no_record_is_read_from_nonsense() {
    for text in ["", "[]", "[1,2,\"dance\"]", "[1,2]", "{}", "null", "[-1,2,null]"] {
        assert!(serde_json::from_str::<super::WorkOrder>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<super::Record>(text).is_err(), "{text}");
    }
    let order = "[5,1,\"kill\"]";
    assert_eq!(serde_json::to_string(&serde_json::from_str::<super::WorkOrder>(order).unwrap()).unwrap(), order);
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_run_used_is_told() {
    let recorder = recorder_with(2, WAIT, work(), None);
    let (_, _, stop) = record(recorder, |task| {
        thread::spawn(move || all_well(task)).join().unwrap();
    });
    let usage = stop.usage.unwrap();
    assert!(usage.cpu_user_ns > 0 && usage.cpu_user_ns < 60_000_000_000);
    assert!(usage.switches_voluntary >= 2); // two sleeps
    assert!(stop.memory_peak_bytes.unwrap() > 500_000);
    assert!(stop.threads_peak.unwrap() >= 2);
    assert_eq!(stop.processes, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_does_not_answer_in_time_is_ended() {
    let mut worker = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let recorder = recorder_with(1, Duration::ZERO, Work::default(), None);
    recorder.worker_started(worker.id());
    recorder.end_overdue_workers();
    assert_eq!(worker.try_wait().unwrap(), None, "nothing was asked of it");
    recorder.worker_is_to_be_looked_after(worker.id(), Duration::ZERO);
    recorder.end_overdue_workers();
    assert_eq!(worker.try_wait().unwrap(), None, "it is looked after once more");
    recorder.worker_is_to_be_looked_after(worker.id(), Duration::ZERO);
    recorder.end_overdue_workers();
    assert!(!worker.wait().unwrap().success());
    Task::new(recorder, 0).failed_by_worker(worker.id(), "killed");
    let failures = failures(recorder);
    assert!(failures[0].1.contains("did not answer within 5.00 s"), "{failures:?}");
}

#[test]
fn phases_follow_each_other_and_the_ones_that_compute_count_as_cpu_time() {
    let recorder = recorder_with(1, WAIT, Work::default(), None);
    let (timeline, start, stop) = record(recorder, |mut task| {
        task.begin();
        thread::sleep(WAIT);
        task.queue();
        thread::sleep(WAIT / 2);
        task.work();
        std::hint::black_box(Speed::measure()); // some 60 ms of CPU time
        task.wait_again();
        thread::sleep(WAIT / 4);
        task.end();
    });
    let spans = spans(&timeline, 0);
    // Whoever waited too long before the first phase is late, as for any wait.
    let states: Vec<State> = spans.iter().map(|span| span.state).filter(|state| *state != State::Late).collect();
    assert_eq!(states, [State::Waiting, State::Computing, State::Waiting]);
    assert!(spans.windows(2).all(|pair| pair[0].end_ns == pair[1].begin_ns), "{spans:?}");
    let line = timeline.tasks().next().unwrap();
    assert_eq!((spans[0].begin_ns, spans.last().unwrap().end_ns), (line.begin_ns, line.end_ns));
    assert!(time_in(&spans, State::Late) >= WAIT.as_nanos() as u64 / 2);
    let needed = recorder.needs(&stop, &[]);
    let computing_ns = time_in(&spans, State::Computing);
    assert!(needed.cpu_ns > 10_000_000 && needed.cpu_ns <= computing_ns, "{needed:?}, {computing_ns}");
    assert_eq!(needed.longest_ns, WAIT.as_nanos() as u64 + needed.cpu_ns);
    assert!(failures(recorder).is_empty());
    assert!(stop.ns - start.ns >= line.end_ns);
}

#[test]
fn phases_may_come_before_the_computation() {
    let recorder = recorder_with(1, Duration::ZERO, work(), None);
    let (timeline, _, stop) = record(recorder, |mut task| {
        task.begin();
        task.wait_again();
        thread::sleep(WAIT);
        task.compute();
    });
    let spans = spans(&timeline, 0);
    assert!(time_in(&spans, State::Waiting) >= WAIT.as_nanos() as u64);
    assert!(time_in(&spans, State::Computing) > 0);
    assert!(recorder.needs(&stop, &[]).cpu_ns > 0);
    assert!(failures(recorder).is_empty());
    // Without anything to compute, the last phase ends where the task does.
    let recorder = recorder_with(1, Duration::ZERO, Work::default(), None);
    let (timeline, ..) = record(recorder, |mut task| {
        task.begin();
        task.wait_again();
        thread::sleep(WAIT);
        task.compute();
    });
    let line = timeline.tasks().next().unwrap();
    assert!(line.end_ns - line.begin_ns >= WAIT.as_nanos() as u64);
}

#[test]
fn a_task_that_is_dropped_in_a_phase_has_failed_and_one_under_way_is_shown_up_to_the_stop() {
    let recorder = recorder_with(2, Duration::ZERO, Work::default(), None);
    let start = recorder.start();
    let mut dropped = Task::new(recorder, 0);
    dropped.work();
    drop(dropped);
    let mut under_way = Task::new(recorder, 1);
    under_way.work();
    under_way.wait_again();
    thread::sleep(WAIT);
    let stop = recorder.stop(&start);
    let timeline = Timeline::of_record(recorder, &start, &stop).unwrap();
    assert!(time_in(&spans(&timeline, 1), State::Waiting) >= WAIT.as_nanos() as u64);
    let failed: Vec<usize> = recorder.failures(&stop, "unfinished").into_iter().map(|(task, _)| task).collect();
    assert_eq!(failed, [0, 1]);
    under_way.end();
}

#[test]
fn what_is_dropped_on_purpose_was_stopped_and_is_no_work_that_was_done() {
    let recorder = recorder_with(4, WAIT, Work::default(), Some(Fail { kind: FailKind::Panic, task: Some(3) }));
    let start = recorder.start();
    let mut tasks: Vec<Task> = (0..4).map(|id| Task::new(recorder, id)).collect();
    tasks[0].begin();
    drop(tasks.remove(0)); // before that was said: a failure
    recorder.drop_on_purpose();
    let (panics, mut cut) = (tasks.pop().unwrap(), tasks.pop().unwrap());
    cut.begin();
    drop((tasks, cut)); // 1 has not even begun
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| all_well(panics))).is_err());
    let stop = recorder.stop(&start);
    assert_eq!(recorder.stopped(&stop), [1, 2]);
    let failed: Vec<usize> = recorder.failures(&stop, "unfinished").into_iter().map(|(task, _)| task).collect();
    assert_eq!(failed, [0, 3], "a panic is a failure all the same");
    let timeline = Timeline::of_record(recorder, &start, &stop).unwrap();
    assert!(timeline.tasks().map(|line| line.id).eq([0, 2, 3]));
    let failures = [(0, String::new()), (3, String::new())];
    assert_eq!(recorder.needs(&stop, &failures), Needed::default());
}

#[test]
fn a_wait_for_io_is_as_long_as_it_was_and_nothing_is_late() {
    let recorder = recorder_with(1, Duration::from_millis(1), Work::default(), None);
    recorder.knows_no_end_of_waits();
    let (timeline, ..) = record(recorder, |mut task| {
        task.begin();
        thread::sleep(WAIT);
        task.compute();
    });
    let [waiting] = &spans(&timeline, 0)[..] else { panic!("more than a wait") };
    assert!(waiting.state == State::Waiting && waiting.length_ns() >= WAIT.as_nanos() as u64);
}

#[test]
fn turns_are_counted_and_those_that_yield_are_not_interrupted() {
    let recorder = recorder_with(1, Duration::ZERO, work(), None);
    let yields = 3;
    record(recorder, |mut task| {
        for _ in 0..yields {
            assert!(task.compute_for(Duration::from_micros(200)));
            thread::sleep(Duration::from_millis(1)); // others have their turns
        }
        task.compute();
    });
    if platform::thread_cpu_ns().is_some() {
        let [(0, turns)] = recorder.turns()[..] else { panic!("{:?}", recorder.turns()) };
        assert_eq!(turns.count, 1 + yields + turns.interrupted);
    }
    // What does not compute has no turns.
    let recorder = recorder_with(1, Duration::ZERO, Work::default(), None);
    record(recorder, all_well);
    assert!(recorder.turns().is_empty());
}

#[test]
fn a_note_that_is_noted_again_is_noted_anew() {
    let recorder = recorder_with(1, Duration::ZERO, Work::default(), None);
    let note = |name: &str, value| recorder.note(Note { name: name.to_owned(), value, sentence: String::new() });
    note("a", 1);
    note("b", 2);
    note("a", 3);
    let notes: Vec<(String, u64)> = recorder.notes().into_iter().map(|note| (note.name, note.value)).collect();
    assert_eq!(notes, [("a".to_owned(), 3), ("b".to_owned(), 2)]);
}
