//! A comparison as JSON: every run of every round, and what is shown of them.

use crate::findings::findings;
use crate::rounds::{Comparison, Row};
use crate::show::sequential_ns;
use serde_json::{Value, json};
use std::io::{self, Write};
use timing::report::Report;

/// Writes the comparison as one JSON object and a line end. With `full` the tasks of every run are listed, up to as many as are
/// handed over at all.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write(comparison: &Comparison, full: bool, out: &mut dyn Write) -> io::Result<()> {
    let base_ns = sequential_ns(comparison);
    let rows = comparison
        .rows
        .iter()
        .map(|row| row_json(comparison, row, base_ns, full))
        .collect::<io::Result<Vec<Value>>>()?;
    let document = json!({
        "schema": 1,
        "workload": {
            "tasks": comparison.workload.tasks,
            "wait_ns": comparison.workload.wait.as_nanos() as u64,
            "compute_ns": comparison.workload.compute.as_nanos() as u64,
            "cores": comparison.workload.cores,
        },
        "machine": {
            "cores": comparison.machine.cores,
            "os": comparison.machine.os,
            "profile": comparison.machine.profile,
        },
        "rounds": comparison.rounds,
        "demos": rows,
        "sentences": findings(comparison),
    });
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// A row. `wall_ns`, `efficiency` and the like are those of the run with the median wall time; `runs` has all of them, in
/// the format in which demos report theirs.
fn row_json(comparison: &Comparison, row: &Row, base_ns: Option<u64>, full: bool) -> io::Result<Value> {
    let report = Report {
        demo: row.demo.to_owned(),
        workload: comparison.workload,
        machine: comparison.machine.clone(),
        runs: row.runs.clone(),
    };
    let mut text = Vec::new();
    report.write_json(&mut text, full)?;
    let report: Value = serde_json::from_slice(&text)?;
    let summary = row.summary();
    let of = |value: Option<Value>| value.unwrap_or(Value::Null);
    Ok(json!({
        "demo": row.demo,
        "trouble": row.trouble,
        "wall_ns": summary.as_ref().map(|summary| summary.wall_ns()),
        "wall_least_ns": summary.as_ref().map(|summary| summary.least_ns()),
        "wall_most_ns": summary.as_ref().map(|summary| summary.most_ns()),
        "times_faster": of(summary.as_ref().zip(base_ns).map(|(summary, base_ns)| json!(base_ns as f64 / summary.wall_ns() as f64))),
        "efficiency": of(summary.as_ref().map(|summary| json!(summary.run.efficiency))),
        "concurrency_peak": of(summary.as_ref().map(|summary| json!(summary.run.concurrency_peak))),
        "cores_busy": of(summary.as_ref().map(|summary| json!(summary.run.cores_busy))),
        "threads_peak": of(summary.as_ref().map(|summary| json!(summary.run.threads_peak))),
        "processes": of(summary.as_ref().map(|summary| json!(summary.run.processes))),
        "switches_voluntary": of(summary.as_ref().map(|summary| json!(summary.run.switches_voluntary))),
        "switches_involuntary": of(summary.as_ref().map(|summary| json!(summary.run.switches_involuntary))),
        "memory_peak_bytes": of(summary.as_ref().map(|summary| json!(summary.run.memory_peak_bytes))),
        "runs": report["runs"],
    }))
}
