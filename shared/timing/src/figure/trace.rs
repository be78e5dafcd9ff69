//! The record as a trace that Perfetto and speedscope open: Chrome's Trace Event format
//! (<https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>).
//!
//! Each task has a track of its own in the process that it ran in. Tracks by thread would be wrong: a thread's events must
//! nest in this format, and the waits of async tasks on one thread overlap.

use crate::report::{Report, Run};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes the trace of a report.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write(report: &Report, mut out: impl Write) -> io::Result<()> {
    out.write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")?;
    let mut first = true;
    let mut event = |value: serde_json::Value| -> io::Result<()> {
        if !std::mem::take(&mut first) {
            out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut out, &value).map_err(io::Error::from)
    };
    for run in &report.runs {
        write_run(&report.demo, run, &mut event)?;
    }
    out.write_all(b"\n]}\n")
}

fn write_run(demo: &str, run: &Run, event: &mut impl FnMut(serde_json::Value) -> io::Result<()>) -> io::Result<()> {
    let microseconds = |ns: u64| ns as f64 / 1e3;
    let mut processes = BTreeSet::new();
    let mut changes = Vec::with_capacity(2 * run.timeline.len());
    for task in run.timeline.tasks() {
        changes.extend([(task.begin_ns, 1i64), (task.end_ns, -1)]);
        // A track's number: threads are counted from 1 in this format.
        let track = task.id + 1;
        let Some(place) = task.spans.first().map(|span| span.place) else { continue };
        if processes.insert(place.pid) {
            let name = if run.name == demo { format!("demo_{demo}") } else { format!("demo_{demo}, {}", run.name) };
            event(json!({ "ph": "M", "name": "process_name", "pid": place.pid, "tid": 0, "args": { "name": name } }))?;
        }
        let name = format!("task {}", task.id);
        event(json!({ "ph": "M", "name": "thread_name", "pid": place.pid, "tid": track, "args": { "name": name } }))?;
        for span in task.spans {
            event(json!({
                "ph": "X", "cat": "task", "name": span.state.name(), "pid": place.pid, "tid": track,
                "ts": microseconds(span.begin_ns), "dur": microseconds(span.length_ns()),
                "args": { "task": task.id, "thread": span.place.thread, "core": span.place.core },
            }))?;
        }
    }
    changes.sort_unstable(); // at the same moment ends come before begins
    let pid = processes.first().copied().unwrap_or(0);
    let mut under_way = 0;
    for (ns, change) in changes {
        under_way += change;
        event(json!({
            "ph": "C", "name": "tasks under way", "pid": pid, "tid": 0, "ts": microseconds(ns), "args": { "tasks": under_way },
        }))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{self, lives};
    use proptest::prelude::*;
    use serde_json::Value;
    use std::collections::BTreeMap;

    fn events(report: &Report) -> Vec<Value> {
        let mut text = Vec::new();
        write(report, &mut text).unwrap();
        let trace: Value = serde_json::from_slice(&text).expect("a trace is JSON");
        trace["traceEvents"].as_array().unwrap().clone()
    }

    #[test]
    fn each_task_has_a_track_with_its_spans_in_microseconds() {
        let mut report = example::report(&[vec![(1_000, vec![(0, 2_000), (1, 500)])]], false, 0);
        report.runs[0].name = "blocking_mistake".to_owned();
        let events = events(&report);
        let name = |kind: &str| {
            let found = events.iter().find(|event| event["name"] == kind).unwrap();
            found["args"]["name"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            (name("process_name"), name("thread_name")),
            ("demo_blocking_mistake".to_owned(), "task 0".to_owned())
        );
        let spans: Vec<_> = events.iter().filter(|event| event["ph"] == "X").collect();
        assert_eq!(spans.len(), 2);
        assert_eq!(
            (&spans[0]["name"], &spans[0]["ts"], &spans[0]["dur"]),
            (&json!("waiting"), &json!(1.0), &json!(2.0))
        );
        assert_eq!(
            (&spans[1]["name"], &spans[1]["tid"], &spans[1]["dur"]),
            (&json!("computing"), &json!(1), &json!(0.5))
        );
        let counts: Vec<_> = events
            .iter()
            .filter(|event| event["ph"] == "C")
            .map(|event| event["args"]["tasks"].as_i64().unwrap())
            .collect();
        assert_eq!(counts, [1, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn nothing_overlaps_on_a_track(runs in proptest::collection::vec(lives(), 1..3)) {
            for run in 0..runs.len() {
                let events = events(&example::report(&runs[run..=run], false, 0));
                let mut ends: BTreeMap<String, f64> = BTreeMap::new();
                for event in events.iter().filter(|event| event["ph"] == "X") {
                    let end = ends.entry(format!("{} {}", event["pid"], event["tid"])).or_insert(0.0);
                    let begin = event["ts"].as_f64().unwrap();
                    prop_assert!(begin >= *end - 1e-6);
                    *end = begin + event["dur"].as_f64().unwrap();
                }
            }
        }
    }
}
