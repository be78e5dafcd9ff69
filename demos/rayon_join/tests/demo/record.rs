//! What the record of `demo_rayon_join` must show, and no other demo's.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;
use testkit::{Demo, Run, Task, processes};

const DEMO: Demo =
    Demo { has_workers: true, ..Demo::new(env!("CARGO_BIN_EXE_demo_rayon_join")) };

/// How many stretches of a task were work. The first is the piece that it sorts, each other one a merge; the last task
/// also checks what came out.
fn works(task: &Task) -> usize {
    task.spans.iter().filter(|span| span.state == "computing").count()
}

fn check_tree(run: &Run, tasks: usize, what: &str) {
    assert_eq!((run.tasks_ok, run.tasks.len()), (tasks as u64, tasks), "{what}");
    assert!(run.tasks.iter().map(|task| task.id).eq(0..tasks as u64), "{what}");
    let works: Vec<usize> = run.tasks.iter().map(works).collect();
    // A piece each, a merge for every two halves, and the check at the end.
    assert_eq!(works.iter().sum::<usize>(), tasks + (tasks - 1) + 1, "{what}: {works:?}");
    for task in &run.tasks {
        assert!(task.end_ns <= run.wall_ns, "{what}");
        for pair in task.spans.windows(2) {
            assert!(pair[0].end_ns <= pair[1].begin_ns, "{what}: {task:?}");
        }
    }
    assert!(run.late_max_ns.is_none() && run.heartbeat.is_none(), "{what}");
    assert!(run.notes["halves_stolen"] < tasks as u64, "{what}: {:?}", run.notes);
    assert!(run.efficiency > 0.0 && run.efficiency <= 1.0 && run.ideal_ns > 0, "{what}");
}

#[test]
fn pieces_are_sorted_and_merged_as_a_tree() {
    for tasks in [1, 2, 7, 16] {
        let what = format!("--tasks {tasks} --numbers 100000 --workers 2");
        let run = DEMO.run(&what);
        check_tree(&run, tasks, &what);
        assert_eq!(
            (run.workload.wait_ns, run.workload.compute_ns, run.processes),
            (0, 0, 1)
        );
    }
    let run = DEMO.run("--tasks 16 --numbers 100000");
    let works: Vec<usize> = run.tasks.iter().map(works).collect();
    // The task of the left half merges.
    assert_eq!(works, [6, 1, 2, 1, 3, 1, 2, 1, 4, 1, 2, 1, 3, 1, 2, 1]);
    for (left, right) in [(0, 8), (0, 4), (8, 12), (14, 15)] {
        let (left, right) = (&run.tasks[left], &run.tasks[right]);
        assert!(right.end_ns <= left.end_ns, "merged before it was sorted");
    }
}

#[test]
fn idle_threads_steal_halves() {
    if thread::available_parallelism().unwrap().get() >= 2 {
        let line = "--tasks 16 --workers 2";
        let run =
            DEMO.run_in_which("a steal", line, |run| run.notes["halves_stolen"] > 0);
        assert_eq!(run.threads("computing").len(), 2);
        let most = run.notes["pieces_most"];
        assert!((8..16).contains(&most), "{most} of 16 pieces by one of two threads");
        let firsts = run.tasks.iter().map(|task| task.spans[0].thread);
        let by_one =
            firsts.filter(|thread| *thread == run.tasks[0].spans[0].thread).count();
        assert!([most, 16 - most].contains(&(by_one as u64)), "{most}, but {by_one}");
    }
}

#[test]
fn with_one_thread_nothing_is_stolen_and_all_goes_from_left_to_right() {
    let run = DEMO.run("--tasks 8 --numbers 100000 --workers 1");
    check_tree(&run, 8, "one worker");
    assert_eq!((run.notes["halves_stolen"], run.notes["pieces_most"]), (0, 8));
    assert_eq!(run.threads("computing").len(), 1);
    let begins: Vec<u64> = run.tasks.iter().map(|task| task.begin_ns).collect();
    assert!(begins.is_sorted(), "{begins:?}");
}

#[test]
fn the_figure_has_a_lane_for_each_thread_if_nothing_is_said() {
    let outcome = DEMO.with("--numbers 100000 --workers 2").run();
    outcome.expect_code(0).expect_quiet();
    let lanes =
        |word: &str| outcome.stdout.lines().filter(|line| line.starts_with(word)).count();
    assert!((1..=2).contains(&lanes("thread ")) && lanes("task ") == 0, "{outcome}");
    assert!(outcome.stdout.contains("Right halves that were stolen"), "{outcome}");
    assert!(outcome.stdout.contains("16 tasks did work of their own"), "{outcome}");
}

#[test]
fn pieces_that_have_to_be_waited_for_are() {
    let run = DEMO.run("--tasks 4 --wait 50ms --numbers 20000 --workers 2");
    check_tree(&run, 4, "waits");
    for task in &run.tasks {
        let first = &task.spans[0];
        assert_eq!(first.state, "waiting");
        assert!(first.end_ns - first.begin_ns >= 50_000_000, "{task:?}");
    }
}

#[test]
fn a_task_that_fails_takes_no_other_with_it() {
    for fail in ["panic:0", "panic:2", "panic:3", "wrong:0", "wrong:3"] {
        for workers in [1, 2] {
            let line = format!(
                "--tasks 4 --numbers 20000 --workers {workers} --fail {fail} --json"
            );
            let outcome = DEMO.with(&line).run();
            outcome.expect_code(1).expect_quiet();
            let run = &outcome.report().runs[0];
            let id: u64 = fail.split_once(':').unwrap().1.parse().unwrap();
            assert_eq!(run.failed(), BTreeSet::from([id]), "{outcome}");
            assert_eq!((run.tasks_ok, run.tasks.len()), (3, 4), "{outcome}");
            // It fails at its end: all that was to be sorted and merged has been.
            assert_eq!(
                run.tasks.iter().map(works).sum::<usize>(),
                4 + 3 + 1,
                "{outcome}"
            );
        }
    }
}

#[test]
fn what_the_tasks_do_is_not_for_compute_to_say() {
    let refused = DEMO.with("--compute 5ms").run();
    refused.expect_code(2).expect_complaint("--compute").expect_complaint("--numbers");
    assert!(refused.stdout.is_empty(), "{refused}");
    DEMO.run("--tasks 2 --compute 0 --numbers 1000");
    let refused = DEMO.with("--numbers 0").run();
    refused.expect_code(2).expect_complaint("--numbers 0");
    // More pieces than numbers.
    check_tree(&DEMO.run("--tasks 9 --numbers 4"), 9, "more pieces than numbers");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_a_report() {
    if !processes::VISIBLE {
        return;
    }
    for line in ["--tasks 4 --wait 60s", "--tasks 4 --numbers 50000000 --workers 1"] {
        let running = DEMO.with(line).arg("--json").in_own_group().start();
        if line.contains("--wait") {
            running.wait_for_helpers(0);
        } else {
            running.wait_for_cpu_time(Duration::from_millis(400));
        }
        running.interrupt();
        let outcome = running.finish();
        outcome.expect_code(130).expect_quiet();
        let run = &outcome.report().runs[0];
        assert_eq!((run.tasks_ok, run.tasks_failed), (0, 4), "{outcome}");
        assert!(run.failures.iter().all(|failure| failure.reason.contains("Ctrl-C")));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn more_numbers_than_memory_holds_are_refused() {
    let outcome = DEMO.under("ulimit -v 300000", "--numbers 50000000").run();
    outcome.expect_code(2).expect_complaint("--numbers 50,000,000");
    assert!(outcome.stdout.is_empty(), "{outcome}");
}
