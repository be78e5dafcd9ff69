//! What the record of `demo_blocking_mistake` must show, and no other demo's.

use std::sync::OnceLock;
use testkit::{Demo, Report, Run, reference};

const DEMO: Demo = Demo {
    has_heartbeat: true,
    runs: &["mistake", "async-sleep", "spawn-blocking", "cpu-hog", "cpu-hog-yield"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_blocking_mistake"))
};
const TASKS: u64 = 6;

/// One report, which all tests look at.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let report = REPORT.get_or_init(|| DEMO.report("--tasks 6 --wait 100ms"));
    report.runs.iter().find(|run| run.name == name).unwrap()
}

fn heartbeat_late_ns(name: &str) -> u64 {
    run(name).heartbeat.as_ref().unwrap().late_max_ns
}

#[test]
fn the_mistakes_stop_everything() {
    for name in ["mistake", "cpu-hog"] {
        let run = run(name);
        assert_eq!(run.concurrency_peak, 1, "{name}");
        assert_eq!(
            run.threads("waiting").union(&run.threads("computing")).count(),
            1,
            "{name}"
        );
        let a_task =
            run.tasks.iter().map(|task| task.end_ns - task.begin_ns).sum::<u64>() / TASKS;
        let late = heartbeat_late_ns(name);
        assert!(
            late >= 4 * a_task,
            "{name}: the heartbeat was {late} ns late, a task takes {a_task}"
        );
    }
}

#[test]
fn the_mended_ones_do_not() {
    for (mended, mistake) in [
        ("async-sleep", "mistake"),
        ("spawn-blocking", "mistake"),
        ("cpu-hog-yield", "cpu-hog"),
    ] {
        let (late, before) = (heartbeat_late_ns(mended), heartbeat_late_ns(mistake));
        assert!(
            late < before / 3,
            "{mended}: the heartbeat was {late} ns late, and {before} before"
        );
        assert_eq!(run(mended).concurrency_peak, TASKS, "{mended}");
        assert!(
            run(mended).heartbeat.as_ref().unwrap().ticks_at_ns.len() >= 2,
            "{mended}"
        );
    }
    for name in ["async-sleep", "spawn-blocking"] {
        assert!(reference::all_overlap(&run(name).intervals("waiting")), "{name}");
    }
    assert_eq!(run("async-sleep").threads("waiting").len(), 1);
    assert_eq!(run("spawn-blocking").threads("waiting").len() as u64, TASKS);
    assert_eq!(run("cpu-hog-yield").threads("computing").len(), 1);
}

#[test]
fn the_heartbeat_is_not_among_the_tasks() {
    for name in DEMO.runs {
        let run = run(name);
        assert_eq!((run.workload.tasks, run.tasks_ok), (TASKS, TASKS), "{name}");
        assert!(run.tasks.iter().map(|task| task.id).eq(0..TASKS), "{name}");
    }
}

#[test]
fn hogs_compute_and_do_not_wait() {
    for name in DEMO.runs {
        let run = run(name);
        let expected =
            if name.starts_with("cpu-hog") { (0, 100_000_000) } else { (100_000_000, 0) };
        assert_eq!((run.workload.wait_ns, run.workload.compute_ns), expected, "{name}");
        assert_eq!(
            run.spans("computing").is_empty(),
            run.workload.compute_ns == 0,
            "{name}"
        );
        assert_eq!(run.spans("waiting").is_empty(), run.workload.wait_ns == 0, "{name}");
    }
    // What is asked for is what they compute, where it is asked for.
    let report = DEMO.report("--tasks 2 --wait 50ms --compute 10ms");
    let workloads =
        report.runs.iter().map(|run| (run.workload.wait_ns, run.workload.compute_ns));
    let (waits, hogs) = ((50_000_000, 10_000_000), (0, 10_000_000));
    assert!(workloads.eq([waits, waits, waits, hogs, hogs]));
}

#[test]
fn each_run_is_a_process_of_its_own() {
    let mut pids: Vec<u64> = DEMO.runs.iter().flat_map(|name| run(name).pids()).collect();
    pids.sort_unstable();
    pids.dedup();
    assert_eq!(pids.len(), DEMO.runs.len());
    assert!(DEMO.runs.iter().all(|name| run(name).processes == 1));
}
