//! What does not fit on the machine is refused before anything is run.

use crate::Demo;

/// Under each `limit`, a shell command such as `ulimit -n 64`, the demo refuses `line`: exit code 2, one line on standard
/// error in which all of `words` appear, nothing on standard output, nothing run.
#[track_caller]
pub fn refuses_what_does_not_fit(demo: &Demo, refused: &[(&str, &str, &[&str])]) {
    for (limit, line, words) in refused {
        let outcome = demo.under(limit, line).run();
        outcome.expect_code(2).expect_complaint(demo.program_name()).expect_complaint("nothing was run");
        words.iter().for_each(|word| {
            outcome.expect_complaint(word);
        });
        assert!(outcome.stdout.is_empty(), "something on standard output: {outcome}");
    }
}

/// A limit that is met only while the tasks are started, `limit`: those of `tasks` that were started finish and are
/// reported, the others are failed by name, and the exit code is 1.
#[track_caller]
pub fn finishes_what_was_started(demo: &Demo, limit: &str, tasks: u64) {
    let outcome = demo.under(limit, &format!("--tasks {tasks} --wait 300ms --json")).run();
    outcome.expect_code(1).expect_quiet();
    let run = &outcome.report().runs[0];
    assert!(run.tasks_ok > 0 && run.tasks_failed > 0, "all were started, or none: {outcome}");
    assert_eq!(run.tasks_ok + run.tasks_failed, tasks, "{outcome}");
    assert_eq!(run.failed().len() as u64, run.tasks_failed, "not each is failed by name: {outcome}");
    assert!(run.failures.iter().all(|failure| !failure.reason.trim().is_empty()), "no reason is given: {outcome}");
    for task in run.tasks.iter().filter(|task| !run.failed().contains(&task.id)) {
        assert_eq!(task.time_in("waiting"), run.workload.wait_ns, "task {} did not wait to the end", task.id);
    }
}
