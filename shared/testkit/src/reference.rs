//! The figures of a report, worked out again: slowly, and by looking rather than by cleverness.

use crate::{Heartbeat, Interval, Run, Task};

/// The most intervals in which one moment lies. An interval's end is no longer in it. So one without length has no moment, and where all
/// are so, there was one nevertheless.
pub fn peak(intervals: &[Interval]) -> u64 {
    // Only where an interval begins can there be more than before.
    let at = |moment: u64| intervals.iter().filter(|(begin, end)| *begin <= moment && moment < *end).count();
    intervals.iter().map(|&(begin, _)| at(begin).max(1)).max().unwrap_or(0) as u64
}

/// Whether there is a moment that lies in every one of them.
pub fn all_overlap(intervals: &[Interval]) -> bool {
    peak(intervals) == intervals.len() as u64
}

/// The time during which at least `least` of the intervals were going on.
pub fn time_with(least: usize, intervals: &[Interval]) -> u64 {
    let mut moments: Vec<u64> = intervals.iter().flat_map(|&(begin, end)| [begin, end]).collect();
    moments.sort_unstable();
    let going_on = |from: u64, to: u64| intervals.iter().filter(|(begin, end)| *begin <= from && to <= *end).count();
    let pieces = moments.windows(2).map(|pair| (pair[0], pair[1]));
    pieces.filter(|&(from, to)| from < to && going_on(from, to) >= least).map(|(from, to)| to - from).sum()
}

/// The share of the time with any interval in which there were at least two.
pub fn shared(intervals: &[Interval]) -> f64 {
    time_with(2, intervals) as f64 / time_with(1, intervals).max(1) as f64
}

/// The sum of their lengths.
pub fn total(intervals: &[Interval]) -> u64 {
    intervals.iter().map(|(begin, end)| end - begin).sum()
}

/// The longest stretch in which a task of a run was late, be it in one span or in several that follow each other at once.
pub fn late_max_ns(run: &Run) -> u64 {
    let mut longest = 0;
    for task in &run.tasks {
        let mut since = None;
        let mut until = 0;
        for span in task.spans.iter().filter(|span| span.state == "late") {
            since = since.filter(|_| until == span.begin_ns).or(Some(span.begin_ns));
            until = span.end_ns;
            longest = longest.max(until - since.unwrap_or(until));
        }
    }
    longest
}

/// How late the latest tick of a run's heartbeat was: at least, and at most. Each was due some time after the one before it; when the
/// heartbeat itself began, a report does not say.
pub fn heartbeat_late_ns(heartbeat: &Heartbeat, wall_ns: u64) -> (u64, u64) {
    let after = |begin: u64, moment: &u64| moment.saturating_sub(begin + heartbeat.every_ns);
    let ticks = &heartbeat.ticks_at_ns;
    let since_another = ticks.windows(2).map(|pair| after(pair[0], &pair[1]));
    let missing = ticks.last().map(|last| after(*last, &wall_ns));
    let least = since_another.chain(missing).max().unwrap_or(0);
    (least, least.max(after(0, ticks.first().unwrap_or(&wall_ns))))
}

/// The ideal of a run whose CPU time is taken from its timeline: the larger of the longest single task and of a wait
/// followed by all CPU time on all `cores`. A report takes the CPU time from the threads' own clocks, which a timeline
/// knows only from above: there may be short gaps in what it calls computing.
pub fn ideal_ns_at_most(run: &Run, cores: u64) -> u64 {
    let wait_ns = run.workload.wait_ns;
    let computing = |task: &Task| task.time_in("computing");
    let longest = run.tasks.iter().map(|task| wait_ns + computing(task)).max().unwrap_or(0);
    let all: u64 = run.tasks.iter().map(computing).sum();
    longest.max(wait_ns + all / cores.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_touch_do_not_overlap() {
        assert_eq!(peak(&[]), 0);
        assert_eq!(peak(&[(0, 5), (5, 9)]), 1);
        assert_eq!((peak(&[(5, 5), (5, 5)]), peak(&[(0, 9), (5, 5)])), (1, 1));
        assert_eq!(peak(&[(0, 6), (5, 9), (5, 7), (8, 9)]), 3);
    }

    #[test]
    fn all_overlap_where_one_moment_is_in_all() {
        assert!(all_overlap(&[(0, 5), (4, 9), (2, 6)]));
        assert!(!all_overlap(&[(0, 5), (4, 9), (5, 6)]));
    }

    #[test]
    fn shared_time_is_counted_once() {
        let intervals = [(0, 10), (5, 15), (7, 8), (20, 30)];
        assert_eq!((time_with(1, &intervals), time_with(2, &intervals), time_with(3, &intervals)), (25, 5, 1));
        assert_eq!((shared(&intervals), total(&intervals)), (0.2, 31));
    }

    #[test]
    fn a_heartbeat_is_late_by_what_its_ticks_are_apart() {
        let late = |ticks: &[u64], wall_ns| {
            heartbeat_late_ns(&Heartbeat { late_max_ns: 0, every_ns: 20, ticks_at_ns: ticks.to_vec() }, wall_ns)
        };
        assert_eq!(late(&[25, 46, 70], 80), (4, 5));
        assert_eq!(late(&[25, 46], 76), (10, 10));
        assert_eq!(late(&[], 30), (0, 10));
        assert_eq!(late(&[], 10), (0, 0));
    }
}
