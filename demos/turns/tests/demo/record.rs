//! What the record of `demo_turns` must show, and no other demo's.

use std::sync::OnceLock;
use testkit::{Demo, Report, Run, reference};

const DEMO: Demo = Demo {
    runs: &["threads", "async", "async-yield"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_turns"))
};
const TASKS: u64 = 3;
/// The turn of a polite task, which the demo's source names.
#[cfg(target_os = "linux")]
const TURN_NS: u64 = 3_000_000;

/// One report, which all tests look at: the demo as it is without flags, but shorter.
fn run(name: &str) -> &'static Run {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let report = REPORT.get_or_init(|| DEMO.report("--compute 100ms"));
    report.runs.iter().find(|run| run.name == name).unwrap()
}

#[test]
fn three_tasks_of_200_ms_on_one_core_are_the_default() {
    let report = DEMO.report("");
    assert_eq!((report.workload.tasks, report.workload.compute_ns), (3, 200_000_000));
    for run in &report.runs {
        assert_eq!(run.workload.wait_ns, 0);
        assert!(run.spans("waiting").is_empty());
        if cfg!(target_os = "linux") {
            assert_eq!(run.cores("computing").len(), 1, "{}", run.name);
        }
    }
}

#[test]
fn without_a_yield_each_task_runs_to_its_end() {
    let tasks: Vec<_> = run("async").tasks.iter().map(|task| task.interval()).collect();
    assert!(tasks.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{tasks:?}");
    assert_eq!(run("async").concurrency_peak, 1);
    assert_eq!(run("async").threads("computing").len(), 1);
}

#[test]
fn threads_and_polite_tasks_take_turns() {
    for name in ["threads", "async-yield"] {
        assert_eq!(run(name).concurrency_peak, TASKS, "{name}");
        for task in &run(name).tasks {
            // While it was under way, the others computed as well, and more than once.
            let others = run(name).tasks.iter().filter(|other| other.id != task.id);
            let between = others.flat_map(|other| &other.spans).filter(|span| {
                let (begin, end) = task.interval();
                span.state == "computing" && span.begin_ns > begin && span.end_ns < end
            });
            assert!(
                between.count() >= 4,
                "{name}: nobody had turns beside task {}",
                task.id
            );
        }
    }
    assert_eq!(run("threads").threads("computing").len() as u64, TASKS);
    assert_eq!(run("async-yield").threads("computing").len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn on_one_core_one_task_computes_at_a_time() {
    for name in DEMO.runs {
        // Gaps of less than 100 us do not cut a span.
        let shared = reference::shared(&run(name).intervals("computing"));
        assert!(shared < 0.05, "{name}: for {shared} of the time two tasks computed");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn turns_are_counted_for_each_task() {
    for name in DEMO.runs {
        let turns = run(name).turns.as_ref().unwrap();
        assert_eq!(turns.tasks.len() as u64, TASKS, "{name}");
        let sum = |of: fn(&(u64, u64)) -> u64| turns.tasks.values().map(of).sum::<u64>();
        assert_eq!(
            (turns.count, turns.interrupted),
            (sum(|task| task.0), sum(|task| task.1))
        );
        for (task, (count, interrupted)) in &turns.tasks {
            // A turn ends with an interruption, a yield, or the task.
            match *name {
                "async-yield" => {
                    assert!(count > interrupted, "{task}");
                    // Some 33 turns of 3 ms.
                    let cpu_ns = run(name).workload.compute_ns;
                    assert!(
                        count - interrupted > cpu_ns / TURN_NS / 4,
                        "{task}: {count}"
                    );
                }
                _ => assert_eq!(*count, interrupted + 1, "{name}: task {task}"),
            }
        }
    }
}

/// The evidence of the clocks agrees with the kernel's count, within a tenth. The kernel also counts the switches of the main thread
/// and of the one that watches, a few.
#[cfg(target_os = "linux")]
#[test]
fn interruptions_agree_with_the_kernel() {
    let agree = |run: &Run| {
        let (seen, kernel) =
            (run.turns.as_ref().unwrap().interrupted, run.switches_involuntary.unwrap());
        seen.abs_diff(kernel) <= kernel / 10 + 15
    };
    // Where other programs crowd the core, it may change hands several times between two steps of
    // a computation, and that is seen as one switch. So one of some attempts has to agree.
    let agreed = (0..10).any(|_| {
        let report = DEMO.report("--compute 100ms");
        report.runs.iter().filter(|run| run.name != "async-yield").all(agree)
    });
    assert!(agreed, "the switches that were seen are not those that the kernel counts");
    // Three threads on one core must be interrupted, whatever else the machine does.
    assert!(run("threads").turns.as_ref().unwrap().interrupted > 10);
}

#[test]
fn the_figure_has_a_window_and_tells_the_tasks_apart() {
    // Each task computes for several columns of the figure, whatever else the core has to do.
    let outcome = DEMO.with("--ascii --color never --tasks 3 --compute 200ms").run();
    outcome.expect_code(0);
    let figure = &outcome.stdout;
    assert_eq!(figure.matches("The same from 100 ms to 140 ms:").count(), 3, "{outcome}");
    if cfg!(target_os = "linux") {
        let lanes: Vec<&str> =
            figure.lines().filter(|line| line.starts_with("core ")).collect();
        assert_eq!(lanes.len(), 6, "{outcome}");
        for task in ['0', '1', '2'] {
            let lane = lanes[0].split_once(' ').unwrap().1.split_once(' ').unwrap().1;
            assert!(lane.contains(task), "task {task} is not in {lane}");
        }
    }
}
