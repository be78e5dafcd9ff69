//! What a comparison shows, in sentences. Each stands behind a condition that the numbers of every round must meet, and is not said
//! where the rounds do not agree on it.

use crate::contestants::{HTTP_ONE, HTTP_POOL, ONE_BY_ONE};
use crate::rounds::{Comparison, Summary};
use std::time::Duration;
use timing::report::Run;
use timing::report::sentences::{plural, show_size};
use timing::workload::{Workload, show_duration};

/// The most sentences that are said.
const MOST: usize = 3;

struct Facts<'a> {
    demo: &'static str,
    of: Summary<'a>,
    runs: Vec<&'a Run>,
}

impl Facts<'_> {
    /// Whether every run took less than every run of `other`, by this factor at least.
    fn is_faster_than(&self, other: &Facts, factor: f64) -> bool {
        (self.of.most_ns() as f64) * factor < other.of.least_ns() as f64
    }

    /// Whether its tasks share one thread.
    fn has_one_thread(&self) -> bool {
        ["event_loop", "async_tokio", "async_smol"].contains(&self.demo)
    }

    fn had_all_at_once(&self, workload: &Workload) -> bool {
        workload.tasks > 1 && self.runs.iter().all(|run| run.concurrency_peak == workload.tasks)
    }

    /// Whether it kept less than this many cores busy in every run.
    fn kept_fewer_cores_busy(&self, than: f64) -> bool {
        self.runs.iter().all(|run| run.cores_busy.is_some_and(|busy| busy < than))
    }

    /// Whether it kept more than this many cores busy in every run.
    fn kept_more_cores_busy(&self, than: f64) -> bool {
        self.runs.iter().all(|run| run.cores_busy.is_some_and(|busy| busy > than))
    }

    /// Whether the wall times of both lie apart.
    fn is_told_apart_from(&self, other: &Facts) -> bool {
        self.is_faster_than(other, 1.0) || other.is_faster_than(self, 1.0)
    }

    /// The least and the most CPU time that a run took for each task, in nanoseconds: the program's own and the kernel's.
    fn cpu_a_task_ns(&self) -> Option<(u64, u64)> {
        let a_task = |run: &&Run| Some((run.cpu_user_ns? + run.cpu_system_ns?) / run.workload.tasks as u64);
        let times: Vec<u64> = self.runs.iter().map(a_task).collect::<Option<_>>()?;
        Some((*times.iter().min()?, *times.iter().max()?))
    }

    /// The least and the most memory that a run took, in bytes.
    fn memory_bytes(&self) -> Option<(u64, u64)> {
        let sizes: Vec<u64> = self.runs.iter().map(|run| run.memory_peak_bytes).collect::<Option<_>>()?;
        Some((*sizes.iter().min()?, *sizes.iter().max()?))
    }
}

/// The sentences, the most telling first.
pub fn findings(comparison: &Comparison) -> Vec<String> {
    let facts: Vec<Facts> = comparison
        .rows
        .iter()
        .filter_map(|row| Some(Facts { demo: row.demo, of: row.summary()?, runs: row.whole_runs().collect() }))
        .collect();
    let workload = &comparison.workload;
    let mut said: Vec<String> = [
        what_a_small_task_costs(&facts, workload),
        concurrency_slows_down(&facts, workload),
        waits_overlap(&facts, workload),
        one_thread_computes_no_faster(&facts, workload),
        cores_compute_at_once(&facts, workload),
        one_thread_computes_in_turn(&facts, workload),
        a_pool_is_as_wide_as_its_workers(&facts, workload),
        requests_need_no_threads(&facts, workload),
        no_difference(&facts, workload, comparison.rounds),
        processes_take_memory(&facts),
    ]
    .into_iter()
    .flatten()
    .collect();
    said.truncate(MOST);
    let any_apart = || facts.iter().any(|one| facts.iter().any(|other| one.is_told_apart_from(other)));
    if said.is_empty() && facts.len() > 1 && comparison.rounds > 1 && !any_apart() {
        said.push("The rounds differ as much as the demos do: this comparison tells none of them apart.".to_owned());
    }
    said
}

fn find<'a, 'b>(facts: &'a [Facts<'b>], demo: &str) -> Option<&'a Facts<'b>> {
    facts.iter().find(|facts| facts.demo == demo)
}

/// Tasks that compute less than this are small: what it takes to start one weighs as much as what it does.
const SMALL: Duration = Duration::from_millis(1);
/// Fewer tasks than this do not tell what one costs: the program's own start would be counted as theirs.
const MANY: usize = 1_000;

/// The sequential demo, and the others by what a task costs there beyond what it costs in the sequential one, the least first: for
/// workloads of many small tasks.
fn costs<'a, 'b>(facts: &'a [Facts<'b>], workload: &Workload) -> Option<(&'a Facts<'b>, Vec<(&'a Facts<'b>, u64)>)> {
    let small = workload.wait.is_zero() && !workload.compute.is_zero() && workload.compute <= SMALL;
    let sequential = find(facts, "sequential").filter(|_| small && workload.tasks >= MANY)?;
    let (_, most_ns) = sequential.cpu_a_task_ns()?;
    let more = |one: &'a Facts<'b>| Some((one, one.cpu_a_task_ns()?.0.checked_sub(most_ns).filter(|more| *more > 0)?));
    let mut costs: Vec<_> = facts.iter().filter_map(more).collect();
    costs.sort_by_key(|(_, more_ns)| *more_ns);
    (!costs.is_empty()).then_some((sequential, costs))
}

fn what_a_small_task_costs(facts: &[Facts], workload: &Workload) -> Option<String> {
    let (sequential, costs) = costs(facts, workload)?;
    let more = |(one, more_ns): &(&Facts, u64)| format!("{} {}", one.demo, show_duration(*more_ns));
    Some(format!(
        "One after the other, a task takes {} of CPU time. Starting it, switching to it and ending it adds at least: {}.",
        show_duration(sequential.cpu_a_task_ns()?.1),
        costs.iter().map(more).collect::<Vec<_>>().join(", "),
    ))
}

fn concurrency_slows_down(facts: &[Facts], workload: &Workload) -> Option<String> {
    let (sequential, _) = costs(facts, workload)?;
    let slower: Vec<&Facts> = facts.iter().filter(|one| sequential.is_faster_than(one, 1.0)).collect();
    let times = |one: &&Facts| format!("{:.1}", one.of.wall_ns() as f64 / sequential.of.wall_ns() as f64);
    let times = listed(&slower.iter().map(times).collect::<Vec<_>>());
    (!slower.is_empty()).then(|| {
        format!(
            "Concurrency slowed this down: {} took {} times as long as one after the other, since what is around a task of {} \
             costs more than the cores gain.",
            names(&slower),
            times,
            show_duration(workload.compute.as_nanos() as u64),
        )
    })
}

fn waits_overlap(facts: &[Facts], workload: &Workload) -> Option<String> {
    let one_by_one_ns = (workload.wait.as_nanos() as u64).saturating_mul(workload.tasks as u64);
    let sequential = facts.iter().find(|one| ONE_BY_ONE.contains(&one.demo));
    let overlapped: Vec<&Facts> = facts
        .iter()
        .filter(|one| one.had_all_at_once(workload) && one.of.most_ns() + one.of.most_ns() / 2 < one_by_one_ns)
        .filter(|one| sequential.is_none_or(|sequential| one.is_faster_than(sequential, 1.5)))
        .collect();
    if overlapped.is_empty() {
        return None;
    }
    let one_by_one = match sequential {
        Some(sequential) => format!("one after the other took {}", show_duration(sequential.of.wall_ns())),
        None => format!("one after the other, the waits alone are {}", show_duration(one_by_one_ns)),
    };
    Some(format!(
        "Waits overlap: {} had all {} under way at once and took {}; {one_by_one}.",
        names(&overlapped),
        plural(workload.tasks as u64, "task"),
        range(&overlapped),
    ))
}

fn one_thread_computes_no_faster(facts: &[Facts], workload: &Workload) -> Option<String> {
    let only_computes = workload.wait.is_zero() && !workload.compute.is_zero() && workload.cores > 1;
    let sequential = find(facts, "sequential").filter(|_| only_computes)?;
    let no_faster: Vec<&Facts> = facts
        .iter()
        .filter(|one| one.has_one_thread() && one.kept_fewer_cores_busy(1.1))
        .filter(|one| !one.is_faster_than(sequential, 1.0) && !sequential.is_faster_than(one, 1.2))
        .collect();
    if no_faster.is_empty() {
        return None;
    }
    Some(format!(
        "For computing, async on one thread gains nothing: {} kept one core busy and took {}; one after the other took {}.",
        names(&no_faster),
        range(&no_faster),
        show_duration(sequential.of.wall_ns()),
    ))
}

fn cores_compute_at_once(facts: &[Facts], workload: &Workload) -> Option<String> {
    let sequential = find(facts, "sequential").filter(|_| workload.wait.is_zero() && !workload.compute.is_zero())?;
    let busy = |one: &Facts| one.of.run.cores_busy.unwrap_or(0.0);
    let parallel: Vec<&Facts> =
        facts.iter().filter(|one| one.kept_more_cores_busy(1.3) && one.is_faster_than(sequential, 1.2)).collect();
    let most = parallel.iter().map(|one| busy(one)).fold(0.0, f64::max);
    let times = |one: &&Facts| sequential.of.wall_ns() as f64 / one.of.wall_ns() as f64;
    let (least_times, most_times) =
        parallel.iter().map(times).fold((f64::MAX, 0.0), |(least, most), times| (times.min(least), times.max(most)));
    if parallel.is_empty() {
        return None;
    }
    let times = match (format!("{least_times:.1}"), format!("{most_times:.1}")) {
        (least, most) if least == most => least,
        (least, most) => format!("{least} to {most}"),
    };
    Some(format!(
        "Several cores compute at once: {} kept up to {most:.1} of {} busy and {} {times} times as fast as one after the other.",
        names(&parallel),
        plural(workload.cores as u64, "core"),
        if parallel.len() == 1 { "was" } else { "were" },
    ))
}

fn one_thread_computes_in_turn(facts: &[Facts], workload: &Workload) -> Option<String> {
    if workload.wait.is_zero() || workload.compute.is_zero() || workload.tasks < 3 {
        return None;
    }
    let turn = workload.compute.as_nanos() as u64;
    let queue_ns = turn.saturating_mul(workload.tasks as u64 - 1) / 2;
    let one = facts.iter().find(|one| {
        one.has_one_thread()
            && one.had_all_at_once(workload)
            && one.kept_fewer_cores_busy(1.1)
            && one.runs.iter().all(|run| run.late_max_ns.is_some_and(|late| late > queue_ns.max(turn)))
    })?;
    Some(format!(
        "On one thread tasks wait at the same time, but compute in turn: in demo_{} the last one stood ready for {}.",
        one.demo,
        show_duration(one.of.run.late_max_ns?),
    ))
}

fn a_pool_is_as_wide_as_its_workers(facts: &[Facts], workload: &Workload) -> Option<String> {
    [("thread_pool", "thread", "sequential"), (HTTP_POOL, "http_async", HTTP_ONE)].into_iter().find_map(|trio| {
        let (pool, all, sequential) = trio;
        let pool = find(facts, pool).filter(|_| !workload.wait.is_zero())?;
        let all = find(facts, all).filter(|all| all.had_all_at_once(workload))?;
        let sequential = find(facts, sequential)?;
        let peak = pool.of.run.concurrency_peak;
        if pool.runs.iter().any(|run| run.concurrency_peak != peak)
            || peak >= workload.tasks
            || !pool.is_faster_than(sequential, 1.2)
            || !all.is_faster_than(pool, 1.2)
        {
            return None;
        }
        Some(format!(
            "A pool is as wide as its workers: demo_{} had {} under way at once and took {}.",
            pool.demo,
            plural(peak as u64, "task"),
            show_duration(pool.of.wall_ns()),
        ))
    })
}

/// A request that waits takes a thread where the client blocks.
fn requests_need_no_threads(facts: &[Facts], workload: &Workload) -> Option<String> {
    let (pool, all) = (find(facts, HTTP_POOL)?, find(facts, "http_async")?);
    let threads = |of: &Facts| of.runs.iter().map(|run| run.threads_peak).max().flatten().map(u64::from);
    let (threads_of_pool, threads_of_all) = (threads(pool)?, threads(all)?);
    let at_once = pool.of.run.concurrency_peak;
    (all.had_all_at_once(workload) && threads_of_all < threads_of_pool).then(|| {
        format!(
            "A request that waits needs no thread: {} had {} under way with {}, {} had {at_once} with {}.",
            all.demo,
            plural(workload.tasks as u64, "request"),
            plural(threads_of_all, "thread"),
            pool.demo,
            plural(threads_of_pool, "thread"),
        )
    })
}

fn no_difference(facts: &[Facts], workload: &Workload, rounds: usize) -> Option<String> {
    if rounds < 2 {
        return None; // one run has no spread
    }
    let same: Vec<&Facts> = facts.iter().filter(|one| one.had_all_at_once(workload)).collect();
    let highest_least = same.iter().map(|one| one.of.least_ns()).max()?;
    let lowest_most = same.iter().map(|one| one.of.most_ns()).min()?;
    if same.len() < 2 || highest_least > lowest_most {
        return None;
    }
    Some(format!("Between {} this comparison shows no difference in time: their spreads overlap.", names(&same)))
}

fn processes_take_memory(facts: &[Facts]) -> Option<String> {
    let (processes, threads) = (find(facts, "multiprocess")?, find(facts, "thread")?);
    if processes.memory_bytes()?.0 < 2 * threads.memory_bytes()?.1 {
        return None;
    }
    Some(format!(
        "Processes take memory: {} up to {}, one with {} {}.",
        plural(u64::from(processes.of.run.processes), "process"),
        show_size(processes.of.run.memory_peak_bytes?),
        plural(u64::from(threads.of.run.threads_peak?), "thread"),
        show_size(threads.of.run.memory_peak_bytes?),
    ))
}

/// `thread, async_tokio and async_smol`.
fn names(facts: &[&Facts]) -> String {
    listed(&facts.iter().map(|one| one.demo.to_owned()).collect::<Vec<_>>())
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `201 ms`, or `201 ms to 207 ms`: from the shortest median to the longest.
fn range(facts: &[&Facts]) -> String {
    let walls = || facts.iter().map(|one| one.of.wall_ns());
    let (least, most) = (show_duration(walls().min().unwrap_or(0)), show_duration(walls().max().unwrap_or(0)));
    if least == most { least } else { format!("{least} to {most}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::Row;
    use timing::report::Machine;
    use timing::timeline::Timeline;

    const MS: u64 = 1_000_000;

    fn workload(wait_ms: u64, compute_ms: u64) -> Workload {
        let (wait, compute) = (Duration::from_millis(wait_ms), Duration::from_millis(compute_ms));
        Workload { tasks: 10, wait, compute, cores: 2 }
    }

    fn row(demo: &'static str, workload: Workload, walls_ms: &[u64], at_once: usize, busy: f64, memory: u64) -> Row {
        let run = |&wall_ms: &u64| Run {
            name: demo.to_owned(),
            workload,
            wall_ns: wall_ms * MS,
            ideal_ns: MS,
            efficiency: 0.5,
            concurrency_peak: at_once,
            cores_busy: Some(busy),
            late_max_ns: Some(0),
            cpu_user_ns: Some(0),
            cpu_system_ns: Some(0),
            threads_peak: Some(11),
            processes: if demo == "multiprocess" { 11 } else { 1 },
            switches_voluntary: Some(0),
            switches_involuntary: Some(0),
            memory_peak_bytes: Some(memory),
            heartbeat: None,
            tasks_ok: workload.tasks,
            failures: Vec::new(),
            stopped: Vec::new(),
            turns: None,
            notes: Vec::new(),
            own_work: false,
            interrupted: false,
            timeline: Timeline::default(),
        };
        Row { demo, runs: walls_ms.iter().map(run).collect(), trouble: None }
    }

    fn said(workload: Workload, rows: Vec<Row>) -> Vec<String> {
        let rounds = rows.first().map_or(0, |row| row.runs.len());
        findings(&Comparison { workload, machine: Machine::here(2), rounds, rows })
    }

    #[test]
    fn what_small_tasks_cost_is_said_by_cpu_time_and_only_of_small_ones() {
        let work = Workload { tasks: 10_000, compute: Duration::from_micros(20), ..workload(0, 0) };
        // CPU times of the runs, for all 10,000 tasks.
        let with_cpu = |demo, walls_ms: &[u64], cpu_ms: u64, work| {
            let mut row = row(demo, work, walls_ms, 1, 1.0, 1);
            for (number, run) in row.runs.iter_mut().enumerate() {
                run.cpu_user_ns = Some((cpu_ms + number as u64) * MS);
            }
            row
        };
        let rows = |work| {
            vec![
                with_cpu("sequential", &[220, 221], 220, work),
                with_cpu("thread", &[400, 420], 700, work),
                with_cpu("rayon", &[115, 116], 231, work),
                with_cpu("async_tokio_multi", &[150, 300], 220, work),
            ]
        };
        let said_of_small = said(work, rows(work));
        // 221 ms at most against 700 and 231 ms at least; the third cannot be told apart.
        assert!(
            said_of_small[0].contains("takes 22.1 us")
                && said_of_small[0].contains("adds at least: rayon 1.00 us, thread 47.9 us."),
            "{said_of_small:?}"
        );
        assert!(
            said_of_small[1].starts_with("Concurrency slowed this down: thread took 1.8 times"),
            "{said_of_small:?}"
        );
        let slower = vec![
            with_cpu("sequential", &[200, 200], 220, work),
            with_cpu("thread", &[400, 400], 700, work),
            with_cpu("multiprocess", &[300, 300], 600, work),
        ];
        let said_of_both = said(work, slower);
        assert!(said_of_both[1].contains("thread and multiprocess took 2.0 and 1.5 times"), "{said_of_both:?}");
        let large = Workload { compute: Duration::from_millis(2), ..work };
        assert!(said(large, rows(large)).iter().all(|sentence| !sentence.contains("adds at least")));
        let few = Workload { tasks: 999, ..work };
        assert!(said(few, rows(few)).iter().all(|sentence| !sentence.contains("adds at least")));
    }

    #[test]
    fn of_pages_it_says_what_waits_and_on_how_many_threads() {
        let work = Workload { tasks: 40, ..workload(100, 0) };
        let rows = |threads_of_async| {
            let mut rows = vec![
                row(HTTP_ONE, work, &[4_000, 4_010], 1, 0.0, 1),
                row(HTTP_POOL, work, &[301, 302], 16, 0.0, 1),
                row("http_async", work, &[103, 104], 40, 0.0, 1),
            ];
            rows[2].runs.iter_mut().for_each(|run| run.threads_peak = Some(threads_of_async));
            rows
        };
        let lines = said(work, rows(1));
        assert!(lines[0].starts_with("Waits overlap: http_async had all 40 tasks"), "{lines:?}");
        assert!(lines[0].ends_with("one after the other took 4.00 s."), "{lines:?}");
        assert!(
            lines[1].contains("demo_http_thread --workers 16 had 16 tasks under way at once and took 301 ms"),
            "{lines:?}"
        );
        let threads =
            "http_async had 40 requests under way with 1 thread, http_thread --workers 16 had 16 with 11 threads.";
        assert!(lines[2].ends_with(threads), "{lines:?}");
        assert_eq!(said(work, rows(11)).len(), 2, "no fewer threads");
    }

    #[test]
    fn overlapping_waits_are_said_where_they_overlap_and_only_there() {
        let work = workload(200, 0);
        let rows = |at_once, walls: &[u64]| {
            vec![
                row("sequential", work, &[2_000, 2_001, 2_002], 1, 0.0, 3),
                row("thread", work, walls, at_once, 0.0, 3),
            ]
        };
        assert!(said(work, rows(10, &[201, 202, 203]))[0].starts_with("Waits overlap: thread had all 10 tasks"));
        assert!(!said(work, rows(4, &[201, 202, 203])).iter().any(|line| line.starts_with("Waits overlap")));
        assert!(!said(work, rows(10, &[201, 202, 1_900])).iter().any(|line| line.starts_with("Waits overlap")));
        let without =
            vec![row("thread", work, &[201, 202], 10, 0.0, 3), row("async_tokio", work, &[3_000], 10, 0.0, 3)];
        let lines = said(work, without);
        assert!(lines[0].starts_with("Waits overlap: thread had all"), "{lines:?}");
        assert!(lines[0].ends_with("one after the other, the waits alone are 2.00 s."), "{lines:?}");
    }

    #[test]
    fn no_difference_is_said_where_spreads_overlap_and_only_there() {
        let work = workload(200, 0);
        let rows = |tokio: &[u64]| {
            vec![row("thread", work, &[201, 203, 205], 10, 0.0, 3), row("async_tokio", work, tokio, 10, 0.0, 3)]
        };
        let line = |lines: &[String]| lines.iter().any(|line| line.contains("no difference in time"));
        assert!(line(&said(work, rows(&[202, 204, 206]))));
        assert!(!line(&said(work, rows(&[210, 211, 212]))));
        let once = vec![row("thread", work, &[201], 10, 0.0, 3), row("async_tokio", work, &[201], 10, 0.0, 3)];
        assert!(!line(&said(work, once)));
    }

    #[test]
    fn computing_on_one_thread_and_on_many_are_told_apart() {
        let work = workload(0, 100);
        let rows = |tokio: &[u64], thread: &[u64]| {
            vec![
                row("sequential", work, &[1_000, 1_010, 1_020], 1, 1.0, 3),
                row("thread", work, thread, 10, 1.9, 3),
                row("async_tokio", work, tokio, 1, 1.0, 3),
            ]
        };
        let lines = said(work, rows(&[1_005, 1_015, 1_019], &[510, 520, 530]));
        assert!(lines[0].contains("async on one thread gains nothing: async_tokio"), "{lines:?}");
        assert!(lines[1].contains("thread kept up to 1.9 of 2 cores busy and was 1.9 times as fast"), "{lines:?}");
        let lines = said(work, rows(&[500, 501, 502], &[990, 1_000, 1_030]));
        assert!(
            !lines.iter().any(|line| line.contains("gains nothing") || line.contains("Several cores")),
            "{lines:?}"
        );
    }

    #[test]
    fn runs_that_did_less_than_all_of_their_work_are_compared_with_none() {
        let work = workload(2_000, 0);
        let mut cut_short = row("thread", work, &[1_000], 10, 0.0, 3);
        cut_short.runs[0].interrupted = true;
        let rows = || vec![row("sequential", work, &[20_000], 1, 0.0, 3)];
        assert!(cut_short.summary().is_none() && cut_short.drawn().is_some());
        assert!(said(work, rows().into_iter().chain([cut_short]).collect()).is_empty());
        let whole = row("thread", work, &[2_001], 10, 0.0, 3);
        assert!(!said(work, rows().into_iter().chain([whole]).collect()).is_empty());
    }

    #[test]
    fn where_nothing_can_be_told_apart_that_is_said() {
        let work = workload(0, 100);
        let apart =
            vec![row("sequential", work, &[500, 501], 1, 1.0, 3), row("async_tokio", work, &[800, 801], 2, 1.0, 3)];
        assert!(said(work, apart).is_empty());
        let rows = vec![row("sequential", work, &[500, 1_000], 1, 1.0, 3), row("thread", work, &[600, 900], 2, 1.0, 3)];
        assert_eq!(
            said(work, rows),
            ["The rounds differ as much as the demos do: this comparison tells none of them apart."]
        );
    }

    #[test]
    fn the_price_of_processes_is_said_where_there_is_one() {
        let work = workload(200, 0);
        let rows =
            |memory| vec![row("thread", work, &[201], 10, 0.0, 3), row("multiprocess", work, &[201], 10, 0.0, memory)];
        assert!(said(work, rows(30)).iter().any(|line| line.starts_with("Processes take memory")));
        assert!(!said(work, rows(5)).iter().any(|line| line.starts_with("Processes take memory")));
    }
}
