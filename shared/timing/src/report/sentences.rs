//! A run in words: the numbers that matter, each with what it is to be compared with.

use super::{Failure, Machine, Run};
use crate::span::State;
use crate::workload::{show_count, show_duration, show_three_digits};
use std::collections::HashSet;

/// A word for what a line is about, and the line.
pub type Line = (&'static str, String);

/// `10 tasks, each waits 200 ms and computes 50.0 ms`.
pub fn workload(run: &Run) -> String {
    let (wait_ns, compute_ns) = (run.workload.wait.as_nanos() as u64, run.workload.compute.as_nanos() as u64);
    // A demo whose tasks do what no flag asks for: its notes say what that is.
    let has_work_of_its_own = run.timeline.spans().iter().any(|span| span.state != State::Late);
    let does = match (wait_ns, compute_ns) {
        (0, 0) if has_work_of_its_own => "does work of its own".to_owned(),
        (0, 0) => "does nothing".to_owned(),
        (_, 0) if run.own_work => format!("waits {} and does work of its own", show_duration(wait_ns)),
        (_, 0) => format!("waits {}", show_duration(wait_ns)),
        (0, _) => format!("computes {}", show_duration(compute_ns)),
        _ => format!("waits {} and computes {}", show_duration(wait_ns), show_duration(compute_ns)),
    };
    match run.workload.tasks {
        1 => format!("1 task, which {does}"),
        tasks => format!("{} tasks, each {does}", show_count(tasks as u64)),
    }
}

/// The one sentence that compares what was done with the time that it took; where tasks were stopped on purpose, another one.
pub fn headline(run: &Run) -> String {
    let done = done(run);
    if run.stopped.is_empty() {
        return done;
    }
    let begun: HashSet<usize> = run.timeline.tasks().map(|task| task.id).collect();
    let cut = run.stopped.iter().filter(|task| begun.contains(task)).count();
    let what = match (cut, run.stopped.len() - cut) {
        (cut, 0) => format!("stopped before their end: {cut}"),
        (0, left) => format!("never begun: {left}"),
        (cut, left) => format!("stopped before their end: {cut}, never begun: {left}"),
    };
    format!("{done} Tasks {what}.")
}

fn done(run: &Run) -> String {
    let wall = show_duration(run.wall_ns);
    let (wait_ns, compute_ns) = (run.workload.wait.as_nanos() as u64, run.workload.compute.as_nanos() as u64);
    let tasks = run.tasks_ok as u64;
    if tasks == 0 {
        return format!("No task ended well in {wall}.");
    }
    let count = if tasks == 1 { "1 task".to_owned() } else { format!("{} tasks", show_count(tasks)) };
    let each = if tasks == 1 { "" } else { " each" };
    let waiting = show_duration(tasks.saturating_mul(wait_ns));
    let own_work = if tasks == 1 { "work of its own" } else { "work of their own" };
    let cpu_time = match (run.cpu_user_ns, run.cpu_system_ns) {
        (Some(user), Some(system)) => format!("{} of CPU time", show_duration(user + system)),
        _ => format!("{} of computing", show_duration(compute_of(run, 0))),
    };
    let work = show_duration(compute_of(run, tasks.saturating_mul(compute_ns)));
    match (wait_ns, compute_ns) {
        (0, 0) if run.own_work => format!("{count} did {own_work}: {cpu_time} in {wall}."),
        (0, 0) => format!("{count} began and ended in {wall}."),
        (_, 0) if run.own_work => format!(
            "{count} waited {}{each} and did {own_work}: {waiting} of waiting and {cpu_time} in {wall}.",
            show_duration(wait_ns)
        ),
        (_, 0) => format!("{count} waited {}{each}: {waiting} of waiting in {wall}.", show_duration(wait_ns)),
        (0, _) => format!("{count} computed {}{each}: {work} of work in {wall}.", show_duration(compute_ns)),
        _ => format!(
            "{count} waited {} and computed {}{each}: {waiting} of waiting and {work} of work in {wall}.",
            show_duration(wait_ns),
            show_duration(compute_ns),
        ),
    }
}

/// The time that tasks were seen computing, which the timeline knows better than the workload.
fn compute_of(run: &Run, asked_ns: u64) -> u64 {
    let computing = run.timeline.spans().iter().filter(|span| span.state == State::Computing);
    match computing.map(|span| span.length_ns()).sum() {
        seen if seen > 0 && run.failures.is_empty() => seen,
        _ => asked_ns,
    }
}

/// The other numbers of a run. What the operating system does not tell is left out.
pub fn numbers(run: &Run, machine: &Machine) -> Vec<Line> {
    let mut lines = Vec::new();
    let cores = run.workload.cores;
    lines.push((
        "at once",
        format!(
            "{} under way at the peak, in {}",
            plural(run.concurrency_peak as u64, "task"),
            match run.threads_peak {
                Some(threads) if run.processes > 1 => format!(
                    "{} with {}",
                    plural(u64::from(run.processes), "process"),
                    plural(u64::from(threads), "thread")
                ),
                Some(threads) => format!("1 process with {}", plural(u64::from(threads), "thread")),
                None => plural(u64::from(run.processes), "process"),
            }
        ),
    ));
    if let Some(busy) = run.cores_busy {
        let of = if cores < machine.cores { format!("{cores} allowed") } else { format!("{cores}") };
        lines.push(("cores busy", format!("{busy:.2} of {of} (CPU time used / time that passed)")));
    }
    if run.ideal_ns > 0 {
        lines.push((
            "efficiency",
            format!(
                "{:.0}%: no schedule ends before {}, this run took {}",
                100.0 * run.efficiency,
                show_duration(run.ideal_ns),
                show_duration(run.wall_ns)
            ),
        ));
    }
    if let Some(late_ns) = run.late_max_ns {
        lines.push(("late", format!("{} at most, from being ready to going on", show_duration(late_ns))));
    }
    if let Some(pulse) = &run.heartbeat {
        let text = format!(
            "{}, one due every {}; the latest came {} after it was due",
            plural(pulse.ticks_at_ns.len() as u64, "tick"),
            show_duration(pulse.every_ns),
            show_duration(pulse.late_max_ns)
        );
        lines.push(("heartbeat", text));
    }
    if let (Some(voluntary), Some(involuntary)) = (run.switches_voluntary, run.switches_involuntary) {
        let text = format!(
            "{} voluntary (a thread waited), {} involuntary (it was interrupted)",
            show_count(voluntary),
            show_count(involuntary)
        );
        lines.push(("switches", text));
    }
    lines.extend(turns(run).map(|text| ("turns", text.trim_end_matches('.').to_owned())));
    if let Some(bytes) = run.memory_peak_bytes {
        let of = match run.processes {
            1 => " at the peak",
            _ => ": the sum of the processes' peaks, in which shared pages count more than once",
        };
        lines.push(("memory", format!("{}{of}", show_size(bytes))));
    }
    lines
}

/// Whether turns are what tells these runs apart: where their tasks do nothing but compute.
pub fn turns_matter(runs: &[Run]) -> bool {
    runs.iter().all(|run| run.turns.is_some() && run.workload.wait.is_zero())
}

/// In how many turns the tasks computed, and who ended them: as the clocks show it, and as the kernel counts it.
pub fn turns(run: &Run) -> Option<String> {
    let turns = run.turns.as_ref()?;
    let kernel = run.switches_involuntary.map(|count| format!(" (the kernel counts {})", show_count(count)));
    Some(format!(
        "{} of computing, {} of them ended by an interruption{}.",
        plural(turns.count, "turn"),
        show_count(turns.interrupted),
        kernel.unwrap_or_default(),
    ))
}

/// What went wrong, at most `most` lines. Neighbours that failed for the same reason share a line.
pub fn failures(run: &Run, most: usize) -> Vec<String> {
    let groups: Vec<&[Failure]> = run.failures.chunk_by(|a, b| a.reason == b.reason && a.task + 1 == b.task).collect();
    let line = |group: &&[Failure]| match group {
        [one] => format!("task {} failed: {}", one.task, one.reason),
        [first, .., last] => format!("tasks {} to {} failed, each of them: {}", first.task, last.task, first.reason),
        [] => String::new(),
    };
    let mut lines: Vec<String> = groups.iter().take(most).map(line).collect();
    let more: usize = groups.iter().skip(most).map(|group| group.len()).sum();
    if more > 0 {
        lines.push(format!("and {} more failed", plural(more as u64, "task")));
    }
    lines
}

/// A value, or a dash where the operating system does not tell.
pub fn or_unknown(value: Option<String>) -> String {
    value.unwrap_or_else(|| "-".to_owned())
}

/// `1 thread`, `11 threads`, `2 processes`.
pub fn plural(count: u64, thing: &str) -> String {
    match (count, thing.ends_with('s')) {
        (1, _) => format!("1 {thing}"),
        (_, true) => format!("{} {thing}es", show_count(count)),
        (_, false) => format!("{} {thing}s", show_count(count)),
    }
}

/// Bytes with three digits and a unit (1 MB = 1,000,000 bytes).
pub fn show_size(bytes: u64) -> String {
    let (value, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..999_500 => (bytes as f64 / 1e3, "kB"),
        999_500..999_500_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    format!("{} {unit}", show_three_digits(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::report::{Failure, Pulse, Report, example};
    use std::time::Duration;

    fn example_run(change: impl Fn(&mut Run)) -> Run {
        let tasks = vec![(0, vec![(0, 200_000_000), (1, 3_000_000)]), (0, vec![(0, 200_000_000), (1, 4_000_000)])];
        let Report { mut runs, .. } = example::report(&[tasks], false, 0);
        change(&mut runs[0]);
        runs.remove(0)
    }

    #[test]
    fn work_of_the_demos_own_is_not_called_nothing() {
        let worked = |wait_ms, tasks| {
            example_run(|run| {
                run.own_work = true;
                run.workload.wait = Duration::from_millis(wait_ms);
                (run.workload.tasks, run.tasks_ok) = (tasks, tasks);
                (run.cpu_user_ns, run.cpu_system_ns) = (Some(6_000_000), Some(2_000_000));
            })
        };
        assert_eq!(workload(&worked(0, 2)), "2 tasks, each does work of its own");
        assert_eq!(workload(&worked(200, 1)), "1 task, which waits 200 ms and does work of its own");
        assert_eq!(headline(&worked(0, 2)), "2 tasks did work of their own: 8.00 ms of CPU time in 204 ms.");
        assert_eq!(
            headline(&worked(200, 1)),
            "1 task waited 200 ms and did work of its own: 200 ms of waiting and 8.00 ms of CPU time in 204 ms."
        );
        let untold = Run { cpu_user_ns: None, ..worked(0, 1) };
        assert_eq!(headline(&untold), "1 task did work of its own: 7.00 ms of computing in 204 ms.");
    }

    const MACHINE: Machine = Machine { cores: 2, os: String::new(), profile: String::new() };

    #[test]
    fn the_headline_compares_what_was_done_with_the_time_it_took() {
        let headline_of = |wait_ms, compute_ms, tasks_ok| {
            headline(&example_run(|run| {
                run.workload.wait = Duration::from_millis(wait_ms);
                run.workload.compute = Duration::from_millis(compute_ms);
                run.tasks_ok = tasks_ok;
            }))
        };
        assert_eq!(headline_of(200, 0, 2), "2 tasks waited 200 ms each: 400 ms of waiting in 204 ms.");
        assert_eq!(headline_of(200, 0, 1), "1 task waited 200 ms: 200 ms of waiting in 204 ms.");
        assert_eq!(headline_of(0, 3, 2), "2 tasks computed 3.00 ms each: 7.00 ms of work in 204 ms.");
        assert_eq!(
            headline_of(200, 3, 2),
            "2 tasks waited 200 ms and computed 3.00 ms each: 400 ms of waiting and 7.00 ms of work in 204 ms."
        );
        assert_eq!(headline_of(0, 0, 2), "2 tasks began and ended in 204 ms.");
        assert_eq!(headline_of(200, 0, 0), "No task ended well in 204 ms.");
    }

    #[test]
    fn the_headline_tells_tasks_that_were_stopped_from_those_that_never_began() {
        let headline_of = |stopped: &[usize]| {
            headline(&example_run(|run| {
                run.tasks_ok = 1;
                run.stopped = stopped.to_vec(); // tasks 0 and 1 have begun
            }))
        };
        let done = "1 task waited 200 ms: 200 ms of waiting in 204 ms.";
        assert_eq!(headline_of(&[]), done);
        assert_eq!(headline_of(&[1]), format!("{done} Tasks stopped before their end: 1."));
        assert_eq!(headline_of(&[2, 3]), format!("{done} Tasks never begun: 2."));
        assert_eq!(headline_of(&[1, 2, 3]), format!("{done} Tasks stopped before their end: 1, never begun: 2."));
    }

    #[test]
    fn the_workload_is_said_as_it_was_asked_for() {
        let of = |tasks, wait_ms, compute_ms| {
            workload(&example_run(|run| {
                run.workload.tasks = tasks;
                run.workload.wait = Duration::from_millis(wait_ms);
                run.workload.compute = Duration::from_millis(compute_ms);
            }))
        };
        assert_eq!(of(1_000, 200, 0), "1,000 tasks, each waits 200 ms");
        assert_eq!(of(1, 0, 5), "1 task, which computes 5.00 ms");
        assert_eq!(of(2, 200, 5), "2 tasks, each waits 200 ms and computes 5.00 ms");
        assert_eq!(of(2, 0, 0), "2 tasks, each does work of its own");
        let late = vec![(0, vec![(2, 3_000)])];
        let Report { mut runs, .. } = example::report(&[late], false, 0);
        (runs[0].workload.wait, runs[0].workload.compute) = (Duration::ZERO, Duration::ZERO);
        assert_eq!(workload(&runs[0]), "1 task, which does nothing");
    }

    #[test]
    fn numbers_come_with_what_they_are_to_be_compared_with() {
        let run = example_run(|run| {
            run.processes = 1;
            run.heartbeat = Some(Pulse { every_ns: 20_000_000, ticks_at_ns: vec![1, 2], late_max_ns: 1_500_000 });
        });
        let lines = numbers(&run, &MACHINE);
        let line = |word| lines.iter().find(|(found, _)| *found == word).map(|(_, text)| text.as_str());
        assert_eq!(line("at once"), Some("2 tasks under way at the peak, in 1 process with 12,345 threads"));
        assert_eq!(line("cores busy"), Some("1.25 of 2 (CPU time used / time that passed)"));
        assert_eq!(line("efficiency"), Some("50%: no schedule ends before 102 ms, this run took 204 ms"));
        assert_eq!(line("late"), Some("17 ns at most, from being ready to going on"));
        assert_eq!(line("heartbeat"), Some("2 ticks, one due every 20.0 ms; the latest came 1.50 ms after it was due"));
        assert_eq!(line("switches"), Some("1,234,567 voluntary (a thread waited), 1 involuntary (it was interrupted)"));
        assert_eq!(line("memory"), Some("123 MB at the peak"));
        let run = example_run(|run| run.workload.cores = 1);
        let lines = numbers(&run, &MACHINE);
        assert!(lines.iter().any(|(_, text)| text.starts_with("1.25 of 1 allowed")));
        assert!(lines.iter().any(|(_, text)| text.ends_with("in 3 processes with 12,345 threads")));
        assert!(lines.iter().any(|(_, text)| text.starts_with("123 MB: the sum of the processes' peaks")));
    }

    #[test]
    fn what_is_not_told_is_left_out() {
        let run = example_run(|run| {
            (run.cores_busy, run.late_max_ns, run.threads_peak) = (None, None, None);
            (run.switches_voluntary, run.memory_peak_bytes, run.ideal_ns) = (None, None, 0);
        });
        let lines = numbers(&run, &MACHINE);
        assert_eq!(lines, [("at once", "2 tasks under way at the peak, in 3 processes".to_owned())]);
        assert_eq!((or_unknown(None), or_unknown(Some("5".to_owned()))), ("-".to_owned(), "5".to_owned()));
    }

    #[test]
    fn failures_for_one_reason_share_a_line() {
        let run = example_run(|run| {
            let failure = |task, reason: &str| Failure { task, reason: reason.to_owned() };
            run.failures = vec![
                failure(0, "a"),
                failure(2, "b"),
                failure(3, "b"),
                failure(4, "b"),
                failure(6, "b"),
                failure(7, "c"),
            ];
        });
        assert_eq!(
            failures(&run, 3),
            ["task 0 failed: a", "tasks 2 to 4 failed, each of them: b", "task 6 failed: b", "and 1 task more failed"]
        );
        assert_eq!(failures(&run, 9).len(), 4);
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(plural(1, "process"), "1 process");
        assert_eq!(plural(2, "process"), "2 processes");
        assert_eq!(plural(1_000, "thread"), "1,000 threads");
    }

    #[test]
    fn sizes_have_three_digits() {
        for (bytes, shown) in [(0, "0 B"), (2_650_000, "2.65 MB"), (172_000_000, "172 MB"), (1_200_000_000, "1.20 GB")]
        {
            assert_eq!(show_size(bytes), shown);
        }
    }
}
