//! The comparison as JSON.

use crate::Comparison;
use crate::findings::{Ratio, ratios, speed_up};
use crate::rounds::{Part, Row, Trouble};
use serde_json::{Value, json};
use statistics::Spread;

/// One object, with every sample. Times are nanoseconds, sizes bytes; what is not known is `null`.
pub fn value(comparison: &Comparison) -> Value {
    let about = comparison.python.about.as_ref();
    let python = json!({
        "path": comparison.python.path.to_string_lossy(),
        "trouble": about.err(),
        "version": about.ok().map(|about| &about.version),
        "implementation": about.ok().map(|about| &about.implementation),
        "has_gil": about.ok().map(|about| about.has_gil),
        "is_free_threaded": about.ok().map(|about| about.is_free_threaded),
    });
    let loads: Vec<Value> = comparison.parts.iter().map(|part| load(comparison, part)).collect();
    let ratios: Vec<Value> = ratios(&comparison.parts).iter().map(ratio).collect();
    json!({
        "schema": 1,
        "machine": {
            "cores": comparison.machine.cores,
            "os": comparison.machine.os,
            "profile": comparison.machine.profile,
            "busy_with_others": comparison.others,
        },
        "python": python,
        "rounds": comparison.rounds,
        "loads": loads,
        "ratios": ratios,
        "sentences": comparison.sentences(),
    })
}

/// What is printed where there is no Python, and so no comparison.
pub fn nothing(why: &str) -> Value {
    json!({ "schema": 1, "python": null, "loads": [], "ratios": [], "sentences": [why] })
}

fn load(comparison: &Comparison, part: &Part) -> Value {
    let rows: Vec<Value> = part.rows.iter().map(|one| row(comparison, part, one)).collect();
    json!({
        "name": part.load.name(),
        "tasks": part.load.tasks,
        "wait_ns": part.load.wait().as_nanos() as u64,
        "multiplications": part.load.multiplications(),
        "rows": rows,
    })
}

fn row(comparison: &Comparison, part: &Part, row: &Row) -> Value {
    let wall = row.spread(|sample| Some(sample.wall_ns));
    let median = |of: Option<Spread>| of.map(|spread| spread.median as u64);
    let samples: Vec<Value> = row
        .samples
        .iter()
        .map(|sample| {
            json!({ "wall_ns": sample.wall_ns, "cpu_ns": sample.cpu_ns, "memory_peak_bytes": sample.memory_peak_bytes })
        })
        .collect();
    json!({
        "name": row.contestant.name,
        "language": row.contestant.language(),
        "workers": row.contestant.workers(&part.load, comparison.machine.cores),
        "wall_ns": median(wall),
        "wall_least_ns": wall.map(|spread| spread.least as u64),
        "wall_most_ns": wall.map(|spread| spread.most as u64),
        "cpu_ns": median(row.spread(|sample| sample.cpu_ns)),
        "memory_peak_bytes": median(row.spread(|sample| sample.memory_peak_bytes)),
        "speed_up": if part.load.waits() { None } else { speed_up(&comparison.parts, row).map(|spread| spread.median) },
        "left_out": matches!(row.trouble, Some(Trouble::LeftOut(_))),
        "trouble": row.trouble.as_ref().map(Trouble::text),
        "samples": samples,
    })
}

fn ratio(ratio: &Ratio) -> Value {
    json!({
        "name": format!("{} {} / {} {}", ratio.load, ratio.of, ratio.to, ratio.what.name()),
        "load": ratio.load,
        "of": ratio.of,
        "to": ratio.to,
        "what": ratio.what.name(),
        "median": ratio.times.median,
        "least": ratio.times.least,
        "most": ratio.times.most,
        "aim_at_least": ratio.aim,
    })
}
