//! What a demo answers while it runs, and what it passes on. (What it reads, refuses and prints is tested with the real programs.)

use super::*;
use crate::recorder::Recorder;
use crate::workload::{Flag, Program, Takes, Work};
use std::ffi::OsString;

const PROGRAM: Program = Program {
    name: "demo_test",
    about: "A test.",
    flags: &[
        Flag { name: "limit", takes: Takes::NumberUpTo(9), help: "" },
        Flag { name: "out", takes: Takes::Text("DIR"), help: "" },
        Flag { name: "timeout", takes: Takes::Time, help: "" },
        Flag { name: "narrate", takes: Takes::Nothing, help: "" },
    ],
    without: &[],
    by_default: "",
    examples: &[],
};

fn options(line: &str) -> Options {
    PROGRAM.parse(line.split_whitespace().map(OsString::from)).unwrap().unwrap()
}

/// The demo `test` in its run `run`, with 7 workers.
fn demo(run: &str, line: &str, spares_addresses: bool) -> Demo {
    let options = options(line);
    let workload = Workload { tasks: options.tasks, wait: options.wait, compute: options.compute, cores: 2 };
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload, Work::default(), None)));
    let session = Session {
        demo: "test".to_owned(),
        run: run.to_owned(),
        options,
        machine: Machine::here(2),
        recorder,
        start: recorder.start(),
        interrupted: Arc::default(),
        over: Arc::default(),
        at_ctrl_c: Mutex::default(),
    };
    Demo { session: Arc::new(session), workers: 7, spares_addresses }
}

#[test]
fn a_demo_knows_what_was_asked_for() {
    let demo_of = |line| demo("test", line, false);
    let asked = demo_of("--tasks 5 --wait 3ms --limit 9 --out a/b --timeout 2s --narrate");
    assert_eq!((asked.number("limit"), asked.text("out"), asked.has("narrate")), (Some(9), Some("a/b"), true));
    assert_eq!((asked.time("timeout"), asked.workers()), (Some(Duration::from_secs(2)), 7));
    let workload = Workload { tasks: 5, wait: Duration::from_millis(3), compute: Duration::ZERO, cores: 2 };
    assert_eq!(asked.workload(), workload);
    let unasked = demo_of("");
    assert_eq!((unasked.number("limit"), unasked.text("out"), unasked.has("narrate")), (None, None, false));
    assert_eq!(unasked.time("timeout"), None);
}

#[test]
fn one_of_several_runs_is_named_in_its_progress() {
    let of = |run| demo(run, "", false);
    assert_eq!((of("test").run_name(), of("second").run_name()), ("test", "second"));
    assert_eq!(
        (of("test").session.progress_name(), of("second").session.progress_name()),
        ("".into(), "second: ".into())
    );
}

#[test]
fn tasks_come_in_order_until_no_more_are_to_begin() {
    // Also where the address space might be scarce: here it is not.
    for spares_addresses in [false, true] {
        let demo = demo("test", "--tasks 4", spares_addresses);
        let ids: Vec<usize> = demo.tasks().map(|task| task.id).collect();
        assert_eq!(ids, [0, 1, 2, 3]);
    }
    let demo = demo("test", "--tasks 4", false);
    let mut tasks = demo.tasks();
    assert_eq!(tasks.next().map(|task| task.id), Some(0));
    demo.session.recorder.stop_early(&demo.session.start);
    assert!(tasks.next().is_none());
}

#[test]
fn notes_and_heartbeats_are_recorded() {
    let demo = demo("test", "", false);
    let recorder = demo.session.recorder;
    demo.note("lost", 3, "3 updates were lost.");
    let note = Note { name: "lost".to_owned(), value: 3, sentence: "3 updates were lost.".to_owned() };
    assert_eq!(recorder.notes(), [note]);
    let mut heartbeat = demo.heartbeat();
    thread::sleep(Duration::from_millis(1));
    heartbeat.tick();
    let beats = recorder.beats(&recorder.stop(&demo.session.start)).unwrap();
    assert_eq!(beats.len(), 1);
    assert!(beats[0].ticked);
    demo.worker_started(4_000_000_000);
    assert_eq!(recorder.stop(&demo.session.start).processes, 2);
}

#[test]
fn what_is_to_be_done_is_passed_on_as_flags() {
    for line in ["", "--tasks 12 --wait 1.5s --compute 3us --cores 2 --fail wrong:11", "--fail panic:all"] {
        let asked = options(line);
        let again = options(&arguments(&asked).join(" "));
        assert_eq!((again.tasks, again.wait, again.compute), (asked.tasks, asked.wait, asked.compute));
        assert_eq!((again.cores, again.fail), (asked.cores, asked.fail));
    }
}
