//! What is noted of a run: how many updates were lost, and what an update cost.

use std::time::Instant;
use timing::Demo;
use timing::workload::show_count;

/// What the counter says at the end, and who has counted when.
pub struct Counted {
    pub count: u64,
    pub stretches: Vec<Stretch>,
}

/// In which time a task has made all its updates.
pub struct Stretch {
    pub task: usize,
    pub begin: Instant,
    pub end: Instant,
}

/// Notes how many updates were lost, and what an update cost.
pub fn note(demo: &Demo, updates: u64, counted: &Counted) {
    let Counted { count, stretches } = counted;
    let made = updates * stretches.len() as u64;
    let lost = made - count;
    let judged = match lost {
        0 => "none was lost".to_owned(),
        _ => format!("{} were lost", show_count(lost)),
    };
    let (made, count) = (show_count(made), show_count(*count));
    let sentence = format!("{made} updates, and the counter says {count}: {judged}.");
    demo.note("updates_lost", lost, &sentence);

    let (alone, at_once): (Vec<_>, Vec<_>) = stretches.iter().partition(|s| s.task == 0);
    let Some(alone_ns) = from_first_to_last_ns(&alone) else { return };
    let alone_each = alone_ns as f64 / updates as f64;
    let sentence = format!("One thread alone: {alone_each:.1} ns for an update.");
    demo.note("alone_ns", alone_ns, &sentence);

    let Some(at_once_ns) = from_first_to_last_ns(&at_once) else { return };
    let at_once_each = at_once_ns as f64 / (updates * at_once.len() as u64) as f64;
    let than_alone = match at_once_each / alone_each {
        0.95..1.05 => "about as long as alone".to_owned(),
        ratio if ratio > 1.0 => format!("{ratio:.1} times as long as alone"),
        ratio => format!("{:.1} times as fast as alone", 1.0 / ratio),
    };
    let threads = at_once.len();
    let sentence = format!(
        "{threads} threads at once: {at_once_each:.1} ns for an update, {than_alone}."
    );
    demo.note("at_once_ns", at_once_ns, &sentence);
}

/// How long it took until the last of them was done.
fn from_first_to_last_ns(stretches: &[&Stretch]) -> Option<u64> {
    let begin = stretches.iter().map(|stretch| stretch.begin).min()?;
    let end = stretches.iter().map(|stretch| stretch.end).max()?;
    Some((end - begin).as_nanos() as u64)
}
