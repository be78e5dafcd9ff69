//! What kind of work it is, in the words of the rule of thumb, and what that rule would say.

use crate::models::Kind;
use crate::plan::ideal_ns;
use crate::work::{describe, ns, show_time};
use timing::workload::{Workload, show_count, show_duration};

/// I/O that is waited for this long, in nanoseconds, or longer, is called slow here. The rule of thumb names no number.
const SLOW_NS: f64 = 10e6;
/// More waits at once than this are called many connections here. The rule of thumb names no number.
const MANY: usize = 1_000;

/// What kind of work it is, in sentences.
pub fn character(work: &Workload) -> Vec<String> {
    let (wait, compute) = (ns(work.wait), ns(work.compute));
    if wait == 0.0 && compute == 0.0 {
        return vec!["The tasks do nothing, so all that is measured is what a model costs itself.".to_owned()];
    }
    let mut sentences = vec![alone(work)];
    if wait > 0.0 && compute > 0.0 && work.tasks > 1 {
        sentences.push(together(work));
    }
    if work.tasks == 1 {
        sentences.push("There is only one task, so there is nothing to take turns with.".to_owned());
    } else {
        sentences.push(rule_of_thumb(work));
    }
    sentences
}

/// A task by itself.
fn alone(work: &Workload) -> String {
    let (wait, compute) = (ns(work.wait), ns(work.compute));
    let times = |more: f64, less: f64| match more / less {
        ratio if ratio < 1.5 => "about as long as".to_owned(),
        ratio => format!("{} times as long as", show_count(ratio.round() as u64)),
    };
    if compute == 0.0 {
        format!("The tasks only wait: I/O-bound, {}.", io_and_connections(work))
    } else if wait == 0.0 {
        "The tasks only compute: CPU-bound.".to_owned()
    } else if wait >= compute {
        let io = io_and_connections(work);
        format!("A task by itself waits {} it computes: I/O-bound, {io}.", times(wait, compute))
    } else {
        format!("A task by itself computes {} it waits: CPU-bound.", times(compute, wait))
    }
}

/// All tasks at once, whose waits can overlap.
fn together(work: &Workload) -> String {
    let computing = ns(work.compute) * work.tasks as f64;
    let shown = show_duration(computing as u64);
    let cores = match work.cores {
        1 => "1 core".to_owned(),
        cores => format!("{cores} cores"),
    };
    match is_cpu_bound(work) {
        true => format!("All together are CPU-bound: waits can overlap, but {shown} of computing remain for {cores}."),
        false => format!(
            "All together too: their waits can overlap, and {shown} of computing on {cores} takes less than a wait."
        ),
    }
}

/// Whether computing is what most of the ideal consists of.
pub fn is_cpu_bound(work: &Workload) -> bool {
    ns(work.wait) < ideal_ns(work) / 2.0
}

fn io_and_connections(work: &Workload) -> String {
    if work.tasks == 1 {
        return format!("{} I/O ({})", if is_slow(work) { "slow" } else { "fast" }, show_time(work.wait));
    }
    let slow = if is_slow(work) { "slow" } else { "fast" };
    let many = if work.tasks > MANY { "many connections" } else { "a limited number of connections" };
    format!("{slow} I/O ({} each) and {many} ({})", show_time(work.wait), show_count(work.tasks as u64))
}

fn is_slow(work: &Workload) -> bool {
    ns(work.wait) >= SLOW_NS
}

/// What the rule of thumb would say to all of it: the conclusion of the notes that the book grew from.
fn rule_of_thumb(work: &Workload) -> String {
    match rule(work) {
        Some(Kind::Processes) => {
            "The rule of thumb for CPU-bound work is processes. That is Python's: in Rust threads compute in \
                                  parallel, and what processes add is that they fail alone."
                .to_owned()
        }
        Some(Kind::Async) => "The rule of thumb for slow I/O and many connections is async.".to_owned(),
        Some(_) => "The rule of thumb for fast I/O and a limited number of connections is threads.".to_owned(),
        None => "The rule of thumb (fast I/O and few connections: threads; slow I/O and many: async) leaves this open."
            .to_owned(),
    }
}

/// The answer of the rule of thumb; `None` where it has none.
pub fn rule(work: &Workload) -> Option<Kind> {
    if is_cpu_bound(work) {
        return Some(Kind::Processes);
    }
    match (is_slow(work), work.tasks > MANY) {
        (true, true) => Some(Kind::Async),
        (false, false) => Some(Kind::Threads),
        _ => None,
    }
}

/// `5,000 tasks, each waits 80 ms and computes 2 ms. No schedule can end sooner on 2 cores than in 5.08 s.`
pub fn headline(work: &Workload) -> String {
    let ideal = ideal_ns(work) as u64;
    match ideal {
        0 => format!("{}.", describe(work)),
        _ => format!(
            "{}. The ideal, sooner than which no schedule can end on {}, is {}.",
            describe(work),
            if work.cores == 1 { "1 core".to_owned() } else { format!("{} cores", work.cores) },
            show_duration(ideal)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn work(tasks: usize, wait_ms: u64, compute_ms: u64) -> Workload {
        Workload { tasks, wait: Duration::from_millis(wait_ms), compute: Duration::from_millis(compute_ms), cores: 2 }
    }

    #[test]
    fn the_rule_of_thumb_is_the_one_of_the_notes() {
        assert_eq!(rule(&work(10, 0, 50)), Some(Kind::Processes));
        assert_eq!(rule(&work(10, 1, 0)), Some(Kind::Threads));
        assert_eq!(rule(&work(5_000, 80, 0)), Some(Kind::Async));
        assert_eq!(rule(&work(10, 80, 0)), None);
        assert_eq!(rule(&work(1_001, 10, 0)), Some(Kind::Async), "10 ms and more is slow, more than 1,000 are many");
        assert_eq!(rule(&work(1_000, 9, 0)), Some(Kind::Threads));
        assert_eq!(rule(&work(5_000, 80, 2)), Some(Kind::Processes), "what remains when the waits overlap");
    }

    #[test]
    fn one_task_and_all_together_can_be_bound_by_different_things() {
        let said = character(&work(5_000, 80, 2)).join(" ");
        assert!(said.contains("waits 40 times as long as it computes: I/O-bound"), "{said}");
        assert!(said.contains("All together are CPU-bound") && said.contains("10.0 s of computing"), "{said}");
        let said = character(&work(10, 80, 2)).join(" ");
        assert!(said.contains("All together too") && !said.contains("CPU-bound"), "{said}");
        let said = character(&work(100, 0, 2)).join(" ");
        assert!(said.contains("only compute: CPU-bound") && said.contains("Python"), "{said}");
        let said = character(&work(1, 100, 0)).join(" ");
        assert!(said.contains("only one task") && !said.contains("rule of thumb"), "{said}");
        assert!(character(&work(7, 0, 0)).join(" ").contains("do nothing"));
    }

    #[test]
    fn the_headline_has_the_ideal() {
        assert_eq!(
            headline(&work(5_000, 80, 2)),
            "5,000 tasks, each waits 80 ms and computes 2 ms. The ideal, sooner than which no schedule can end on 2 cores, is \
             5.08 s."
        );
        assert_eq!(headline(&work(7, 0, 0)), "7 tasks, each does nothing.");
    }
}
