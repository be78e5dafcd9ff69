//! What the record of `demo_sharing` must show, and no other demo's.

use std::sync::OnceLock;
use testkit::{Demo, Report, Run, reference};

const DEMO: Demo = Demo {
    has_work_of_its_own: true,
    runs: &["lost-update", "mutex", "atomic", "channel", "per-thread"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_sharing"))
};
const RIGHT: &[&str] = &["mutex", "atomic", "channel", "per-thread"];

fn find<'a>(report: &'a Report, name: &str) -> &'a Run {
    report.runs.iter().find(|run| run.name == name).unwrap()
}

/// One report, which several tests look at.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    find(REPORT.get_or_init(|| DEMO.report("--tasks 4 --updates 200000")), name)
}

#[test]
fn the_right_ways_lose_nothing() {
    for name in RIGHT {
        assert_eq!(run(name).notes["updates_lost"], 0, "{name}");
    }
}

/// Where threads do not overlap, as when other programs have the cores, nothing is lost. So
/// this looks more than once, and longer each time.
#[test]
fn load_and_store_lose_updates() {
    let mut updates = 1_000_000;
    let lost = (0..6).any(|_| {
        let report = DEMO.report(&format!("--tasks 4 --updates {updates}"));
        let lost = find(&report, "lost-update").notes["updates_lost"];
        // What task 0 counted alone cannot be lost, nor can the last store of all.
        assert!(lost < 3 * updates, "{lost} of 4 times {updates}");
        updates *= 2;
        lost > 0
    });
    assert!(lost, "no update was lost in six reports");
}

#[test]
fn a_thread_alone_loses_nothing() {
    let report = DEMO.report("--tasks 1 --updates 10000");
    for name in DEMO.runs {
        let run = find(&report, name);
        assert_eq!(run.notes["updates_lost"], 0, "{name}");
        assert!(run.notes["alone_ns"] > 0, "{name}");
        assert!(!run.notes.contains_key("at_once_ns"), "{name}");
    }
}

#[test]
fn task_0_counts_alone_and_the_others_at_once() {
    for name in DEMO.runs {
        let run = run(name);
        let computing = run.intervals("computing");
        assert_eq!(computing.len(), 4, "{name}: a task does not count in one stretch");
        let (alone, at_once) = computing.split_first().unwrap();
        assert!(at_once.iter().all(|(begin, _)| *begin >= alone.1), "{name}");
        assert_eq!(run.threads("computing").len(), 4, "{name}: not a thread each");
        assert_eq!(run.processes, 1, "{name}");

        // What is noted is measured within those stretches.
        let first = at_once.iter().map(|(begin, _)| begin).min().unwrap();
        let last = at_once.iter().map(|(_, end)| end).max().unwrap();
        assert!(run.notes["alone_ns"] <= alone.1 - alone.0, "{name}");
        assert!(run.notes["at_once_ns"] <= last - first, "{name}");
        assert!(run.notes["at_once_ns"] > 0, "{name}");
    }
}

/// Where other programs have the cores they may not, so this looks longer each time, too.
#[test]
fn the_threads_overlap() {
    let overlap = (0..5).any(|time| {
        let report = DEMO.report(&format!("--tasks 3 --updates {}", 2_000_000 << time));
        report.runs.iter().all(|run| {
            // The main thread, the two that count at once, and where the counter has an owner, that one.
            let threads = if run.name == "channel" { 4 } else { 3 };
            assert!(
                run.threads_peak.is_none_or(|peak| peak <= threads),
                "{}: {:?} threads",
                run.name,
                run.threads_peak
            );
            reference::peak(&run.intervals("computing")) == 2
                && run.threads_peak.is_none_or(|peak| peak == threads)
        })
    });
    assert!(overlap, "in none of five reports two threads are there, and count, at once");
}

/// Of the costs, this one is so clear that a busy machine does not hide it, nor a debug build.
#[test]
fn a_counter_each_costs_far_less_than_messages() {
    let report = DEMO.report("--tasks 4 --updates 300000");
    let cost = |name, note| find(&report, name).notes[note];
    for note in ["alone_ns", "at_once_ns"] {
        let (own, messages) = (cost("per-thread", note), cost("channel", note));
        assert!(2 * own < messages, "{note}: {own} and {messages}");
    }
}

#[test]
fn a_poisoned_mutex_stops_nobody() {
    for id in [0, 1, 3] {
        let line = format!("--tasks 4 --updates 20000 --fail panic:{id} --json");
        let outcome = DEMO.with(&line).run();
        let report = outcome.expect_code(1).expect_quiet().report();
        for name in DEMO.runs {
            let run = find(&report, name);
            assert_eq!((run.tasks_ok, run.tasks_failed), (3, 1), "{name}, {line}");
            let poisoned = run.notes.get("poisoned").copied();
            assert_eq!(poisoned, (*name == "mutex").then_some(1), "{name}, {line}");
        }
        for name in RIGHT {
            assert_eq!(find(&report, name).notes["updates_lost"], 0, "{name}, {line}");
        }
    }
}

#[test]
fn each_run_is_a_process_of_its_own() {
    let mut pids: Vec<u64> = DEMO.runs.iter().flat_map(|name| run(name).pids()).collect();
    pids.sort_unstable();
    pids.dedup();
    assert_eq!(pids.len(), DEMO.runs.len());
}
