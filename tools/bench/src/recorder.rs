//! What recording a span costs: runs `benches/recorder.rs`, a benchmark with divan, once a round as a process of its own,
//! with its contestants in one order and then in the other, and reads the medians from the tables that it prints.

use crate::options::Options;
use crate::programs;
use crate::rounds::{run, say};
use crate::row::{Row, Target, Unit};
use crate::show::Table;
use std::collections::HashMap;
use std::process::Command;
use timing::report::sentences::plural;

/// The spans of a sample, as in the benchmark.
const SPANS: f64 = 1_000.0;

/// Measures it.
///
/// # Errors
/// Where the benchmark cannot be built or run, or prints something else than expected.
pub fn measure(options: &Options) -> Result<Table, String> {
    let rounds = options.rounds(11);
    let samples = if options.smoke { 2 } else { 500 };
    let built = programs::build(&["bench", "--package=bench", "--bench=recorder", "--no-run"], options)?;
    let benchmark = artifacts::find(&built, "recorder")?;
    let mut medians: HashMap<String, Vec<f64>> = HashMap::new();
    for round in 0..rounds {
        say(&format!("recording, round {} of {rounds}", round + 1));
        let order = if round % 2 == 0 { "--sort" } else { "--sortr" };
        let mut command = Command::new(benchmark);
        command.args(["--bench", "--color=never", "--sample-size=1", order, "location"]);
        let ended = run(command.arg(format!("--sample-count={samples}")))?;
        for (name, sample_ns) in medians_of(&String::from_utf8_lossy(&ended.output)) {
            medians.entry(name).or_default().push(sample_ns / SPANS);
        }
    }
    let of = |name: &str| {
        let found = medians.get(name).filter(|found| found.len() == rounds);
        found.cloned().ok_or_else(|| format!("the benchmark has not told how long {name} takes in each round"))
    };
    let row = |what, who, name| of(name).map(|samples| Row::new(what, who, Unit::Nanoseconds, samples));
    let alone = of("work_alone")?;
    let recording: Vec<f64> = of("computing_span")?.iter().zip(&alone).map(|(whole, work)| whole - work).collect();
    let marks = "a waiting span: its two marks, with moment, thread and core";
    let task = "the whole task: its making, its two marks, its end";
    let computing = "a computing span, without its work";
    let smoke = options.smoke;
    let mut rows = vec![
        row(marks, "timing", "two_marks")?.target(Target::AtMost(80.0), smoke),
        row(task, "timing", "waiting_task")?,
        row("a span elsewhere", "two Instant::now() in a Vec", "two_instants")?,
        row("a span elsewhere", "fastrace", "fastrace_span")?,
        row("a span elsewhere", "puffin", "puffin_scope")?,
        row("a span elsewhere", "tracing, tracing-chrome", "tracing_chrome_span")?,
        Row::new(computing, "timing", Unit::Nanoseconds, recording).target(Target::AtMost(1_000.0), smoke),
        Row::new("its work and the check of its result, which are left out there", "timing", Unit::Nanoseconds, alone),
    ];
    // Not every system has such a clock.
    let reads = "two reads of the thread's CPU clock, which a computing span cannot do without";
    rows.extend(row(reads, "the kernel", "two_cpu_clock_reads").ok());
    let how = format!(
        "What it takes to record one span: {}, each the median of {samples} samples of {SPANS} spans.",
        plural(rounds as u64, "round")
    );
    Ok(Table { name: "recorder", how, rows })
}

/// Reads divan's table: names and medians, the latter in nanoseconds. What is no such line is passed over.
fn medians_of(table: &str) -> Vec<(String, f64)> {
    table.lines().filter_map(median_of).collect()
}

/// `├─ name   52.3 µs   │ 60.1 µs   │ 53.0 µs   │ ...`: the third column is the median.
fn median_of(line: &str) -> Option<(String, f64)> {
    let columns: Vec<&str> = line.split('│').collect();
    let [first, _slowest, median, ..] = &columns[..] else { return None };
    let name = first.trim_start_matches(|c: char| !c.is_alphanumeric()).split_whitespace().next()?;
    let (value, unit) = median.trim().split_once(' ')?;
    let nanoseconds = match unit {
        "ns" => 1.0,
        "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        _ => return None,
    };
    Some((name.to_owned(), value.parse::<f64>().ok()? * nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divans_table_is_read() {
        let table = "\
Timer precision: 10 ns
recorder                fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ fastrace_span        51.2 µs       │ 90.1 µs       │ 53.25 µs      │ 54 µs         │ 500     │ 500
╰─ waiting_span         1.1 ms        │ 2 ms          │ 1.5 ms        │ 1.6 ms        │ 500     │ 500
";
        let medians = medians_of(table);
        assert_eq!(medians, [("fastrace_span".to_owned(), 53_250.0), ("waiting_span".to_owned(), 1_500_000.0)]);
    }
}
