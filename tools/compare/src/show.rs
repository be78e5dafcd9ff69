//! A comparison as people see it: the timelines, the table, the sentences.

use crate::contestants::ONE_BY_ONE;
use crate::findings::findings;
use crate::rounds::{Comparison, Row, Summary, TASKS_DRAWN};
use std::fmt::Write as _;
use timing::figure::Style;
use timing::figure::svg::Figure;
use timing::figure::terminal::{Axis, Column, lanes, legend, paragraph, table};
use timing::report::{Run, sentences};
use timing::workload::{Lanes, show_count, show_duration};

/// The most lanes that each demo has. The usual seven fit on a projector with five each; more have to do with fewer.
fn lanes_most(comparison: &Comparison) -> usize {
    if comparison.rows.len() <= 7 { 5 } else { 3 }
}

/// The comparison for a terminal.
pub fn terminal(comparison: &Comparison, style: &Style) -> String {
    let style = Style { lanes_most: lanes_most(comparison), chart: false, ..*style };
    let mut out = String::new();
    let runs: Vec<&Run> = comparison.rows.iter().filter_map(Row::drawn).collect();
    if let Some(first) = runs.first() {
        let rounds = sentences::plural(comparison.rounds as u64, "round");
        let what = format!("{}; {rounds}, of each demo the median one is drawn", sentences::workload(first));
        out.push_str(&paragraph(&what, &style));
    }
    let axis = Axis::of(runs, &style);
    for row in &comparison.rows {
        out.push('\n');
        out.push_str(&paragraph(&heading(row), &style));
        if let Some(run) = row.drawn().filter(|_| comparison.workload.tasks <= TASKS_DRAWN) {
            out.push_str(&lanes(run, &axis, &style));
        }
        out.extend(row.trouble.iter().map(|trouble| paragraph(trouble, &style)));
    }
    if comparison.workload.tasks <= TASKS_DRAWN {
        out.push_str(&axis.draw(&style));
        out.push_str(&legend(false, &style));
        out.push('\n');
    } else {
        let most = show_count(TASKS_DRAWN as u64);
        let _ = writeln!(out, "\nTimelines of over {most} tasks are not drawn here; each demo draws its own.\n");
    }
    out.push_str(&table(&columns(comparison), &style));
    out.push('\n');
    out.extend(findings(comparison).iter().map(|finding| paragraph(finding, &style)));
    if comparison.machine.profile == "debug" {
        let warning = "This is a debug build. Take numbers from a release build (cargo run --release -p compare).";
        out.push_str(&paragraph(warning, &style));
    }
    out
}

/// The comparison as an SVG.
pub fn svg(comparison: &Comparison, lanes: Lanes) -> String {
    let runs: Vec<_> = comparison.rows.iter().filter_map(|row| Some((heading(row), row.drawn()?))).collect();
    let title = match runs.first() {
        Some((_, run)) => format!("The same work, run in {} ways: {}", runs.len(), sentences::workload(run)),
        None => "Nothing was run".to_owned(),
    };
    let trouble = |row: &Row| row.trouble.as_ref().map(|trouble| format!("demo_{}: {trouble}", row.demo));
    let text = comparison.rows.iter().filter_map(trouble).chain(findings(comparison)).collect();
    Figure { title: &title, runs, lanes, lanes_most: Some(lanes_most(comparison)), chart: false, zoom: None, text }
        .draw()
}

fn heading(row: &Row) -> String {
    match row.summary() {
        Some(summary) => {
            let once = sentences::plural(summary.run.concurrency_peak as u64, "task");
            format!("demo_{}: {}, {once} at once", row.demo, show_duration(summary.wall_ns()))
        }
        None => format!("demo_{}: no run did all of its work", row.demo),
    }
}

/// The table, from the time it took to the memory it needed.
fn columns(comparison: &Comparison) -> Vec<Column> {
    let base_ns = sequential_ns(comparison);
    let column = |head: &str, cell: &dyn Fn(&Summary) -> Option<String>| {
        let cells =
            comparison.rows.iter().map(|row| sentences::or_unknown(row.summary().and_then(|summary| cell(&summary))));
        Column::new(head, cells)
    };
    let count = |count: Option<u64>| count.map(show_count);
    vec![
        Column::new("demo", comparison.rows.iter().map(|row| row.demo.to_owned())),
        column("wall", &|summary| Some(show_duration(summary.wall_ns()))),
        column("spread", &|summary| Some(show_duration(summary.most_ns() - summary.least_ns()))),
        column("times faster", &|summary| Some(format!("{:.1}", base_ns? as f64 / summary.wall_ns() as f64))),
        column("efficiency", &|summary| Some(format!("{:.0}%", 100.0 * summary.run.efficiency))),
        column("at once", &|summary| count(Some(summary.run.concurrency_peak as u64))),
        column("cores busy", &|summary| summary.run.cores_busy.map(|busy| format!("{busy:.2}"))),
        column("threads", &|summary| count(summary.run.threads_peak.map(u64::from))),
        column("processes", &|summary| count(Some(u64::from(summary.run.processes)))),
        column("switches", &|summary| count(Some(summary.run.switches_voluntary? + summary.run.switches_involuntary?))),
        column("memory", &|summary| summary.run.memory_peak_bytes.map(sentences::show_size)),
    ]
}

/// The median wall time of the demo that does one task after the other, where it was run.
pub fn sequential_ns(comparison: &Comparison) -> Option<u64> {
    let sequential = comparison.rows.iter().find(|row| ONE_BY_ONE.contains(&row.demo))?;
    Some(sequential.summary()?.wall_ns())
}
