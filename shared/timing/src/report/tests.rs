//! Reports worked out from records.

use super::sentences::show_size;
use super::*;
use crate::platform::{self, Usage};
use crate::recorder::Task;
use crate::workload::Work;
use std::thread;
use std::time::Duration;

const WAIT: Duration = Duration::from_millis(20);

/// A run of 3 tasks, of which the first two wait and end and the third never begins. It took 200 ms, as the stop says.
fn run(interrupted: bool, prepare: impl Fn(&'static Recorder, &mut Stop)) -> Run {
    let workload = Workload { tasks: 3, wait: WAIT, compute: Duration::ZERO, cores: 2 };
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload, Work::default(), None)));
    let mut start = recorder.start();
    let mut tasks = [0, 1].map(|id| Task::new(recorder, id));
    tasks.iter_mut().for_each(Task::begin);
    thread::sleep(WAIT);
    tasks.iter_mut().for_each(Task::compute);
    let mut stop = recorder.stop(&start);
    start.ns = stop.ns - 200_000_000;
    prepare(recorder, &mut stop);
    Run::of("test", recorder, &start, &stop, interrupted).unwrap()
}

#[test]
fn a_run_is_worked_out_from_its_record() {
    let usage =
        Usage { cpu_user_ns: 90_000_000, cpu_system_ns: 60_000_000, switches_voluntary: 7, switches_involuntary: 8 };
    let run = run(false, |_, stop| {
        stop.usage = Some(usage);
        (stop.memory_peak_bytes, stop.threads_peak, stop.processes) = (Some(5), Some(6), 4);
    });
    assert_eq!((run.name.as_str(), run.wall_ns, run.ideal_ns), ("test", 200_000_000, 20_000_000));
    assert_eq!((run.efficiency, run.cores_busy), (0.1, Some(0.75)));
    assert_eq!((run.cpu_user_ns, run.cpu_system_ns), (Some(90_000_000), Some(60_000_000)));
    assert_eq!((run.switches_voluntary, run.switches_involuntary), (Some(7), Some(8)));
    assert_eq!((run.memory_peak_bytes, run.threads_peak, run.processes), (Some(5), Some(6), 4));
    assert_eq!((run.concurrency_peak, run.tasks_ok, run.timeline.len()), (2, 2, 2));
    assert_eq!(run.failures.len(), 1);
    assert_eq!((run.failures[0].task, run.failures[0].reason.as_str()), (2, "it had not ended when the run was over"));
    assert_eq!((run.heartbeat, run.turns, run.interrupted, run.own_work), (None, None, false, false));
    assert!(run.late_max_ns.unwrap() < 180_000_000);
}

#[test]
fn a_demo_that_computes_what_nobody_asked_for_does_work_of_its_own() {
    let run = run(false, |recorder, stop| {
        let mut task = Task::new(recorder, 2);
        task.work();
        thread::sleep(Duration::from_millis(1)); // stands for the work
        task.end();
        stop.ns = platform::moment();
    });
    assert!(run.own_work && run.failures.is_empty());
}

#[test]
fn what_was_interrupted_or_waits_for_io_says_so() {
    let run = run(true, |recorder, _| recorder.knows_no_end_of_waits());
    assert!(run.interrupted && run.failures[0].reason == "it had not ended when Ctrl-C came");
    assert_eq!(run.late_max_ns, None);
}

#[test]
fn nothing_is_more_efficient_than_the_ideal() {
    let run = run(false, |_, stop| stop.usage = None);
    assert_eq!((run.cores_busy, run.cpu_user_ns, run.switches_voluntary), (None, None, None));
    assert!(run.efficiency <= 1.0);
}

#[test]
fn this_machine_is_what_it_is() {
    let here = Machine::here(3);
    assert_eq!((here.cores, here.os.as_str()), (3, platform::OS));
    assert_eq!(here.profile, if cfg!(debug_assertions) { "debug" } else { "release" });
}

#[test]
fn turns_are_summed_up() {
    assert_eq!(Turns::of(Vec::new()), None);
    let tasks =
        vec![TaskTurns { task: 0, count: 5, interrupted: 1 }, TaskTurns { task: 3, count: u32::MAX, interrupted: 2 }];
    let turns = Turns::of(tasks.clone()).unwrap();
    assert_eq!((turns.count, turns.interrupted, turns.tasks), (4_294_967_300, 3, tasks));
}

#[test]
fn sizes_change_their_unit_where_three_digits_are_full() {
    for (bytes, shown) in [
        (999, "999 B"),
        (1_000, "1.00 kB"),
        (9_994, "9.99 kB"),
        (9_995, "10.0 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1.00 GB"),
    ] {
        assert_eq!(show_size(bytes), shown, "{bytes}");
    }
}

#[test]
fn a_run_that_does_something_else_than_the_others_is_read_so() {
    let mut report = example::report(&[vec![(0, vec![(0, 5)])]], false, 0);
    let own = Workload { wait: Duration::from_nanos(3), compute: Duration::from_nanos(4), ..report.workload };
    report.runs[0].workload = own;
    let mut text = Vec::new();
    report.write_json(&mut text, false).unwrap();
    assert_eq!(Report::from_json(&text).unwrap().runs[0].workload, own);
}
