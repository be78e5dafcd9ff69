//! What the measurements say: ratios, and sentences that are made of them and of nothing else.

use crate::contestants::ASYNCIO;
use crate::python::About;
use crate::rounds::{Part, Row};
use crate::sample::Sample;
use statistics::Spread;
use std::time::Duration;
use timing::report::sentences::show_size;
use timing::workload::{show_count, show_duration, show_three_digits};

/// How many times as much as another program one needs, of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// The load under which both ran.
    pub load: String,
    /// The program that needs more.
    pub of: &'static str,
    /// The other.
    pub to: &'static str,
    /// Wall time or memory.
    pub what: What,
    /// Worked out round by round, as both ran under the same conditions then.
    pub times: Spread,
    /// What this project has set itself as the least, where that is defined.
    pub aim: Option<f64>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Wall time.
    Wall,
    /// Memory.
    Memory,
}

impl What {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            What::Wall => "wall",
            What::Memory => "memory",
        }
    }

    fn of(self, sample: &Sample) -> Option<f64> {
        match self {
            What::Wall => Some(sample.wall_ns as f64),
            What::Memory => sample.memory_peak_bytes.map(|bytes| bytes as f64),
        }
    }
}

/// Programs that do nothing but what asyncio does, with how many times asyncio is to take of wall time and of memory at least, when
/// 100,000 tasks wait 1 s each.
const TWINS: [(&str, f64, f64); 2] = [("bare_tokio", 2.0, 3.0), ("bare_smol", 2.0, 5.0)];
const AIMED_AT: (usize, Duration) = (100_000, Duration::from_secs(1));

/// asyncio beside its twins, under every load under which both ran.
pub fn ratios(parts: &[Part]) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    for part in parts.iter().filter(|part| part.load.waits()) {
        let is_aimed_at = (part.load.tasks, part.load.wait()) == AIMED_AT;
        for (twin, wall, memory) in TWINS {
            for (what, aim) in [(What::Wall, wall), (What::Memory, memory)] {
                ratios.extend(times(part, ASYNCIO, twin, what).map(|times| Ratio {
                    load: part.load.name(),
                    of: ASYNCIO,
                    to: twin,
                    what,
                    times,
                    aim: is_aimed_at.then_some(aim),
                }));
            }
        }
    }
    ratios
}

/// How many times as much `of` needs as `to`, under the same load, round by round.
fn times(part: &Part, of: &str, to: &str, what: What) -> Option<Spread> {
    let pairs = part.row(of)?.samples.iter().zip(&part.row(to)?.samples);
    Spread::of(pairs.filter_map(|(of, to)| Some(what.of(of)? / what.of(to)?)).filter(|times| times.is_finite()))
}

/// How many times faster a program is than the sequential one in its language, round by round. In Rust, by the longer work.
pub fn speed_up(parts: &[Part], row: &Row) -> Option<Spread> {
    let is_python = row.contestant.is_python();
    let part = parts.iter().find(|part| !part.load.waits() && part.load.is_for_rust_only() != is_python)?;
    let one_by_one = if is_python { "sequential.py" } else { "demo_sequential" };
    times(part, one_by_one, row.contestant.name, What::Wall)
}

/// All that is worth a sentence.
pub fn sentences(parts: &[Part], ratios: &[Ratio], about: Option<&About>) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(largest_with(parts, "thread.py", "demo_thread").and_then(threads));
    said.extend(largest_with(parts, ASYNCIO, "bare_tokio").and_then(|part| waiting(part, ratios)));
    if let Some(part) = parts.iter().find(|part| !part.load.waits() && !part.load.is_for_rust_only()) {
        said.extend(languages(part));
        said.extend(computing(parts, part, about));
    }
    said
}

/// The largest load of waiting tasks under which both programs ran.
fn largest_with<'a>(parts: &'a [Part], one: &str, other: &str) -> Option<&'a Part> {
    let ran = |part: &Part, name: &str| part.row(name).is_some_and(|row| !row.samples.is_empty());
    parts
        .iter()
        .filter(|part| part.load.waits() && ran(part, one) && ran(part, other))
        .max_by_key(|part| part.load.tasks)
}

fn median(part: &Part, name: &str, what: What) -> Option<f64> {
    Spread::of(part.row(name)?.samples.iter().filter_map(|sample| what.of(sample))).map(|spread| spread.median)
}

fn waiting(part: &Part, ratios: &[Ratio]) -> Option<String> {
    let of_load: Vec<&Ratio> = ratios.iter().filter(|ratio| ratio.load == part.load.name()).collect();
    let beside = |twin: &str| {
        let of = |what: What| of_load.iter().find(|ratio| ratio.to == twin && ratio.what == what);
        let wall = with_aim(of(What::Wall)?);
        let memory = of(What::Memory).map_or(String::new(), |ratio| format!(" and {} the memory", with_aim(ratio)));
        Some(format!("{wall} as long as {twin}{memory}"))
    };
    let beside: Vec<String> = TWINS.iter().filter_map(|(twin, ..)| beside(twin)).collect();
    let wait = show_duration(part.load.wait().as_nanos() as u64);
    (!beside.is_empty()).then(|| {
        format!(
            "{} waiting tasks: asyncio took {}. {wait} of each wall time is the wait itself.",
            show_count(part.load.tasks as u64),
            beside.join(", and "),
        )
    })
}

/// `2.33 times (the aim: at least 2)`.
fn with_aim(ratio: &Ratio) -> String {
    let aim = ratio.aim.map_or(String::new(), |aim| format!(" (the aim: at least {aim})"));
    format!("{} times{aim}", show_three_digits(ratio.times.median))
}

fn threads(part: &Part) -> Option<String> {
    let shown = |name: &str| {
        let wall = show_duration(median(part, name, What::Wall)? as u64);
        let memory = median(part, name, What::Memory);
        Some(memory.map_or(wall.clone(), |bytes| format!("{wall} and {}", show_size(bytes as u64))))
    };
    let count = show_count(part.load.tasks as u64);
    let said = format!("{count} threads: {} in Python, {} in Rust.", shown("thread.py")?, shown("demo_thread")?);
    let two_waits_ns = 2.0 * part.load.wait().as_nanos() as f64;
    let walls = ["thread.py", "demo_thread"].map(|name| median(part, name, What::Wall));
    Some(if walls.into_iter().flatten().any(|wall_ns| wall_ns > two_waits_ns) {
        format!(
            "{said} Where that is more than two waits, the first threads may end before the last are started; then there are never \
             {count} at once, and the memory is that of fewer."
        )
    } else {
        said
    })
}

fn languages(part: &Part) -> Option<String> {
    let slower = times(part, "sequential.py", "demo_sequential", What::Wall)?;
    Some(format!(
        "One task after the other, plain Python took {} times as long as Rust for the same multiplications.",
        show_count(slower.median.round() as u64)
    ))
}

fn computing(parts: &[Part], part: &Part, about: Option<&About>) -> Option<String> {
    let of = |name: &str| {
        let spread = speed_up(parts, part.row(name)?)?;
        Some(format!("{} times", show_three_digits(spread.median)))
    };
    let why = match about {
        Some(about) if about.has_gil => " (its GIL lets one of them compute at a time)",
        Some(_) => " (this Python has no GIL)",
        None => "",
    };
    let longer = parts.iter().find(|part| part.load.is_for_rust_only()).map_or(String::new(), |part| {
        format!(" (with {} multiplications a task)", show_count(part.load.multiplications()))
    });
    Some(format!(
        "Faster than one task after the other in the same language: Python's threads {}{why}, its processes {}; in Rust{longer} threads \
         {}, rayon {}, processes {}.",
        of("thread.py")?,
        of("multiprocess.py")?,
        of("demo_thread")?,
        of("demo_rayon")?,
        of("demo_multiprocess")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestants::{COMPUTING, WAITING};
    use crate::load::{Load, Work};

    fn part(tasks: usize, work: Work, measured: &[(&str, u64, u64)]) -> Part {
        let row = |(name, wall_ns, memory): &(&str, u64, u64)| {
            let contestant = WAITING.iter().chain(COMPUTING).find(|contestant| contestant.name == *name).unwrap();
            let sample = Sample { wall_ns: *wall_ns, cpu_ns: None, memory_peak_bytes: Some(*memory) };
            Row { contestant: *contestant, samples: vec![sample], trouble: None }
        };
        Part { load: Load { tasks, work }, rows: measured.iter().map(row).collect() }
    }

    const SECOND: Work = Work::Wait(Duration::from_secs(1));

    #[test]
    fn asyncio_is_set_beside_its_twins_and_the_aim() {
        let measured = [
            (ASYNCIO, 2_490_000_000, 172_000_000),
            ("bare_tokio", 1_000_000_000, 43_000_000),
            ("bare_smol", 1_245_000_000, 43_000_000),
        ];
        let parts = [part(1_000, SECOND, &measured), part(100_000, SECOND, &measured)];
        let ratios = ratios(&parts);
        assert_eq!(ratios.iter().filter(|ratio| ratio.aim.is_some()).count(), 4, "only at 100,000 tasks");
        let said = sentences(&parts, &ratios, None);
        assert_eq!(
            said,
            [
                "100,000 waiting tasks: asyncio took 2.49 times (the aim: at least 2) as long as bare_tokio and 4.00 times (the aim: \
              at least 3) the memory, and 2.00 times (the aim: at least 2) as long as bare_smol and 4.00 times (the aim: at least 5) \
              the memory. 1.00 s of each wall time is the wait itself."
            ]
        );
    }

    #[test]
    fn threads_that_may_never_all_have_been_there_are_told() {
        let measured = [("thread.py", 2_300_000_000, 90_000_000), ("demo_thread", 1_500_000_000, 150_000_000)];
        let said = sentences(&[part(10_000, SECOND, &measured)], &[], None);
        assert_eq!(
            said,
            [
                "10,000 threads: 2.30 s and 90.0 MB in Python, 1.50 s and 150 MB in Rust. Where that is more than two waits, \
             the first threads may end before the last are started; then there are never 10,000 at once, and the memory is that of \
             fewer."
            ]
        );
    }

    #[test]
    fn each_language_is_held_against_itself() {
        let same = part(
            16,
            Work::Compute(300),
            &[
                ("sequential.py", 1_000, 1),
                ("demo_sequential", 2, 1),
                ("thread.py", 1_000, 1),
                ("multiprocess.py", 500, 1),
                ("demo_thread", 2, 1),
                ("demo_rayon", 2, 1),
                ("demo_multiprocess", 4, 1),
            ],
        );
        let longer = part(
            16,
            Work::ComputeLonger(150_000),
            &[
                ("demo_sequential", 1_000, 1),
                ("demo_thread", 500, 1),
                ("demo_rayon", 500, 1),
                ("demo_multiprocess", 800, 1),
            ],
        );
        let said = sentences(&[same, longer], &[], None);
        assert_eq!(
            said[0],
            "One task after the other, plain Python took 500 times as long as Rust for the same multiplications."
        );
        assert_eq!(
            said[1],
            "Faster than one task after the other in the same language: Python's threads 1.00 times, its processes 2.00 times; in \
             Rust (with 150,000 multiplications a task) threads 2.00 times, rayon 2.00 times, processes 1.25 times."
        );
    }
}
