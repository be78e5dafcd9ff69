//! The comparison as people see it: a table for each load, what the rows are, and what it says.

use crate::Comparison;
use crate::findings::speed_up;
use crate::rounds::{Part, Row, Trouble};
use crate::sample::Sample;
use plots::{Bar, BarPlot, Figure, Panel, Scale, Unit};
use timing::figure::Style;
use timing::figure::terminal::{Column, paragraph, table};
use timing::report::sentences::{or_unknown, plural, show_size};
use timing::workload::{show_count, show_duration, show_three_digits};

/// The comparison for a terminal.
pub fn terminal(comparison: &Comparison, style: &Style) -> String {
    let mut out = paragraph(&heading(comparison), style);
    for part in comparison.parts.iter().filter(|part| !part.load.is_for_rust_only()) {
        out.push('\n');
        out.push_str(&paragraph(&format!("{}:", part.load.words()), style));
        out.push_str(&table(&columns(comparison, part), style));
        out.extend(troubles(part).iter().map(|text| paragraph(text, style)));
    }
    // What the longer work is needed for stands in the table before; what went wrong with it, here.
    for part in comparison.parts.iter().filter(|part| part.load.is_for_rust_only()) {
        out.extend(troubles(part).iter().map(|text| paragraph(&format!("For the speed-up: {text}"), style)));
    }
    for texts in [comparison.sentences(), notes(comparison)].iter().filter(|texts| !texts.is_empty()) {
        out.push('\n');
        out.extend(texts.iter().map(|text| paragraph(text, style)));
    }
    out.push('\n');
    out.push_str(&machine::text());
    if comparison.machine.profile == "debug" {
        let warning =
            "This is a debug build. Take numbers from a release build (cargo run --release -p versus_python).";
        out.push_str(&paragraph(warning, style));
    }
    out
}

/// The comparison as an SVG: the memory and the time of the most tasks that waited, and the time of those that computed.
pub fn svg(comparison: &Comparison) -> String {
    let mut panels = Vec::new();
    let waiting: Vec<&Part> = comparison.parts.iter().filter(|part| part.load.waits()).collect();
    let largest = &waiting[waiting.len().saturating_sub(2)..];
    for part in largest {
        panels.push(bars(part, "Memory", Unit::Size, |sample| sample.memory_peak_bytes, show_size));
    }
    panels.extend(waiting.last().map(|part| wall_bars(part)));
    let computing = comparison.parts.iter().find(|part| !part.load.waits());
    panels.extend(computing.map(wall_bars));
    let troubles = largest
        .iter()
        .copied()
        .chain(computing)
        .flat_map(|part| troubles(part).into_iter().map(|trouble| format!("{}: {trouble}", part.load.words())));
    plots::svg::draw(&Figure {
        title: "The same work in Python and in Rust".to_owned(),
        description: format!("Bars on logarithmic axes, one for each program. {}", comparison.sentences().join(" ")),
        panels,
        text: [heading(comparison)].into_iter().chain(comparison.sentences()).chain(troubles).collect(),
    })
}

fn wall_bars(part: &Part) -> Panel {
    bars(part, "Wall time", Unit::Time, |sample| Some(sample.wall_ns), show_duration)
}

fn bars(part: &Part, what: &str, unit: Unit, of: fn(&Sample) -> Option<u64>, show: fn(u64) -> String) -> Panel {
    let bar = |row: &Row| {
        let spread = row.spread(of);
        Bar {
            label: row.contestant.name.to_owned(),
            value: spread.map_or(0.0, |spread| spread.median),
            text: spread.map_or("not measured".to_owned(), |spread| show(spread.median as u64)),
            spread: spread.map(|spread| (spread.least, spread.most)),
        }
    };
    Panel::Bars(BarPlot {
        heading: format!("{what}: {}", part.load.words()),
        scale: Scale::new(&what.to_lowercase(), unit),
        bars: part.rows.iter().filter(|row| !is_left_out(row)).map(bar).collect(),
    })
}

/// What was left out is told in the text.
fn is_left_out(row: &Row) -> bool {
    matches!(row.trouble, Some(Trouble::LeftOut(_)))
}

fn heading(comparison: &Comparison) -> String {
    let python = match &comparison.python.about {
        Ok(about) => about.text(),
        Err(why) => format!("{} ({why})", comparison.python.path.display()),
    };
    let rounds = plural(comparison.rounds as u64, "round");
    format!("{python}, beside Rust; {rounds}, of each figure the median is shown.")
}

fn columns(comparison: &Comparison, part: &Part) -> Vec<Column> {
    let column = |head: &str, cell: &dyn Fn(&Row) -> Option<String>| {
        Column::new(head, part.rows.iter().map(|row| or_unknown(cell(row))))
    };
    let shown = |row: &Row, of: fn(&Sample) -> Option<u64>, show: fn(u64) -> String| {
        row.spread(of).map(|spread| show(spread.median as u64))
    };
    let wall: fn(&Sample) -> Option<u64> = |sample| Some(sample.wall_ns);
    let least_and_most = |row: &Row| {
        let spread = row.spread(wall)?;
        Some(format!("{} .. {}", show_duration(spread.least as u64), show_duration(spread.most as u64)))
    };
    let mut columns = vec![
        Column::new("", part.rows.iter().map(|row| row.contestant.name.to_owned())),
        column("wall", &|row| shown(row, wall, show_duration)),
        column("least .. most", &least_and_most),
        column("CPU", &|row| shown(row, |sample| sample.cpu_ns, show_duration)),
        column("memory", &|row| shown(row, |sample| sample.memory_peak_bytes, show_size)),
    ];
    if !part.load.waits() {
        let faster = |row: &Row| speed_up(&comparison.parts, row).map(|spread| show_three_digits(spread.median));
        columns.push(column("speed-up", &faster));
    }
    columns
}

/// What went wrong, or was left out: a line for each reason.
fn troubles(part: &Part) -> Vec<String> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for row in &part.rows {
        let Some(why) = row.trouble.as_ref().map(Trouble::text) else { continue };
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, names)) => names.push(row.contestant.name),
            None => reasons.push((why, vec![row.contestant.name])),
        }
    }
    reasons.into_iter().map(|(why, names)| format!("{}: {why}", names.join(", "))).collect()
}

/// What one has to know to read the tables.
pub fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes = vec![
        "The programs: *.py is plain Python (tools/versus_python/python), demo_* is the demo of this project that does the same \
         (demos), and keeps a record of every task. bare_* does what a demo does without the record (tools/bare), so it is the \
         fair twin of asyncio, which keeps none either."
            .to_owned(),
        "Wall and CPU time begin before the threads, the runtime or the workers are made, and end when all tasks have ended; the \
         start of an interpreter and its imports are left out. Memory is the sum of all processes' own peaks (VmHWM), an \
         interpreter included; what processes share counts more than once."
            .to_owned(),
        "A pool has as many workers in both languages: for waits 250 threads, or 64 processes, or as many as there are tasks; to \
         compute, as many as there are cores."
            .to_owned(),
    ];
    if comparison.parts.iter().any(|part| part.load.waits()) {
        notes.push(
            "One task after the other is left out where tasks wait: there all waits add up, in any language."
                .to_owned(),
        );
    }
    if let Some(longer) = comparison.parts.iter().find(|part| part.load.is_for_rust_only()) {
        notes.push(format!(
            "speed-up: how many times faster than one task after the other in the same language. In Rust the \
             work of the table is over so soon that starting the threads counts, so there it comes from {} multiplications a task. Each \
             result was checked; both languages come to the same.",
            show_count(longer.load.multiplications()),
        ));
    }
    notes.push(
        "Ratios and speed-ups are worked out round by round, and what is said is the median of those: the medians of the table, divided, \
         can come to a little more or less."
            .to_owned(),
    );
    if let Some(others) = comparison.others.filter(|others| *others > machine::BUSY) {
        notes.push(format!(
            "Just before, other programs used {:.0}% of the CPU time of this machine. Where they go on, no wall time here means much.",
            100.0 * others
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestants::{Contestant, WAITING};
    use crate::load::{Load, Work};
    use crate::python::Python;
    use std::time::Duration;
    use timing::report::Machine;

    fn comparison(others: Option<f64>, loads: &[Load]) -> Comparison {
        let python = Python { path: "python3".into(), about: Err("it was not asked".to_owned()) };
        let row = |contestant: &Contestant| {
            let sample = Sample { wall_ns: 1_000_000, cpu_ns: None, memory_peak_bytes: Some(1_000_000) };
            Row { contestant: *contestant, samples: vec![sample], trouble: None }
        };
        let part = |load: &Load| Part { load: load.clone(), rows: WAITING.iter().map(row).collect() };
        Comparison { python, machine: Machine::here(2), others, rounds: 1, parts: loads.iter().map(part).collect() }
    }

    #[test]
    fn the_figure_shows_the_most_tasks_that_waited_and_those_that_computed() {
        let waiting = |tasks| Load { tasks, work: Work::Wait(Duration::from_secs(1)) };
        let computing = Load { tasks: 16, work: Work::Compute(300) };
        let loads = [waiting(10), waiting(1_000), waiting(10_000), computing];
        let figure = svg(&comparison(None, &loads));
        let panels = ["Memory: 1,000 tasks", "Memory: 10,000 tasks", "Wall time: 10,000 tasks", "Wall time: 16 tasks"];
        for panel in panels {
            assert!(figure.contains(panel), "{panel} is not in {figure}");
        }
        assert_eq!(figure.matches("Memory: ").count() + figure.matches("Wall time: ").count(), panels.len());
    }

    #[test]
    fn others_at_work_are_told() {
        let notes = |others| notes(&comparison(others, &[]));
        assert!(notes(Some(0.5)).last().unwrap().contains("used 50% of the CPU time"));
        for quiet in [None, Some(0.05)] {
            assert_eq!(notes(quiet).len(), notes(Some(0.5)).len() - 1);
        }
    }
}
