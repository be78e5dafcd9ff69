//! The report as JSON, written and read. The keys are a promise to everyone who reads them; more may be added.

use super::{Failure, Machine, Note, Pulse, Report, Run, TaskTurns, Turns};
use crate::span::{Place, Span, State};
use crate::timeline::{TaskLine, Timeline};
use crate::workload::Workload;
use serde_core::ser::{SerializeMap, SerializeSeq};
use serde_core::{Serialize, Serializer};
use serde_json::{Value, json};
use std::fmt;
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Up to so many tasks are listed one by one, unless all are asked for.
pub const TASKS_LISTED: usize = 10_000;

/// No number is larger, be it nanoseconds (36 years) or bytes. So the sum of a few is never too large.
const NUMBER_MOST: u64 = 1 << 60;

/// Text that is no report of ours.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Report {
    /// Writes the report as one JSON object and a line end. With `full` the tasks are listed however many they are.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn write_json(&self, mut out: impl Write, full: bool) -> io::Result<()> {
        let document = Document { report: self, full };
        serde_json::to_writer_pretty(&mut out, &document).map_err(io::Error::from)?;
        out.write_all(b"\n")
    }

    /// Reads a report.
    ///
    /// # Errors
    /// What is missing or impossible in it.
    pub fn from_json(text: &[u8]) -> Result<Report, Unreadable> {
        let value: Value =
            serde_json::from_slice(text).map_err(|error| Unreadable(format!("it is no JSON: {error}")))?;
        let report = Fields(&value);
        let workload = report.within("workload")?;
        let machine = report.within("machine")?;
        let cores = machine.number("cores")? as usize;
        let workload = Workload {
            tasks: workload.number("tasks")? as usize,
            wait: Duration::from_nanos(workload.number("wait_ns")?),
            compute: Duration::from_nanos(workload.number("compute_ns")?),
            cores: workload.number("cores")? as usize,
        };
        Ok(Report {
            demo: report.text("demo")?,
            workload,
            machine: Machine { cores, os: machine.text("os")?, profile: machine.text("profile")? },
            runs: report.list("runs")?.iter().map(|run| read_run(&Fields(run), workload)).collect::<Result<_, _>>()?,
        })
    }
}

/// Written piece by piece: a million tasks need no second copy in memory.
struct Document<'a> {
    report: &'a Report,
    full: bool,
}

struct RunDocument<'a> {
    run: &'a Run,
    full: bool,
}

struct Tasks<'a>(&'a Timeline);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { demo, workload, machine, runs } = self.report;
        let runs: Vec<_> = runs.iter().map(|run| RunDocument { run, full: self.full }).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &1)?;
        map.serialize_entry("demo", demo)?;
        map.serialize_entry("workload", &workload_json(workload))?;
        let Machine { cores, os, profile } = machine;
        map.serialize_entry("machine", &json!({ "cores": cores, "os": os, "profile": profile }))?;
        map.serialize_entry("runs", &runs)?;
        map.end()
    }
}

fn workload_json(workload: &Workload) -> Value {
    json!({
        "tasks": workload.tasks,
        "wait_ns": workload.wait.as_nanos() as u64,
        "compute_ns": workload.compute.as_nanos() as u64,
        "cores": workload.cores,
    })
}

impl Serialize for RunDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let run = self.run;
        let failure = |failure: &Failure| json!({ "id": failure.task, "reason": failure.reason });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &run.name)?;
        map.serialize_entry("workload", &workload_json(&run.workload))?;
        map.serialize_entry("wall_ns", &run.wall_ns)?;
        map.serialize_entry("ideal_ns", &run.ideal_ns)?;
        map.serialize_entry("efficiency", &run.efficiency)?;
        map.serialize_entry("concurrency_peak", &run.concurrency_peak)?;
        map.serialize_entry("cores_busy", &run.cores_busy)?;
        map.serialize_entry("late_max_ns", &run.late_max_ns)?;
        map.serialize_entry("cpu_user_ns", &run.cpu_user_ns)?;
        map.serialize_entry("cpu_system_ns", &run.cpu_system_ns)?;
        map.serialize_entry("threads_peak", &run.threads_peak)?;
        map.serialize_entry("processes", &run.processes)?;
        map.serialize_entry("switches_voluntary", &run.switches_voluntary)?;
        map.serialize_entry("switches_involuntary", &run.switches_involuntary)?;
        map.serialize_entry("memory_peak_bytes", &run.memory_peak_bytes)?;
        map.serialize_entry(
            "heartbeat",
            &run.heartbeat.as_ref().map(|pulse| {
                let Pulse { every_ns, ticks_at_ns, late_max_ns } = pulse;
                let ticks = ticks_at_ns.len();
                json!({ "ticks": ticks, "late_max_ns": late_max_ns, "every_ns": every_ns, "ticks_at_ns": ticks_at_ns })
            }),
        )?;
        map.serialize_entry("tasks_ok", &run.tasks_ok)?;
        map.serialize_entry("tasks_failed", &run.failures.len())?;
        map.serialize_entry("failures", &run.failures.iter().map(failure).collect::<Vec<_>>())?;
        map.serialize_entry("tasks_stopped", &run.stopped.len())?;
        map.serialize_entry("stopped", &run.stopped)?;
        map.serialize_entry("turns", &run.turns.as_ref().map(|turns| self.turns(turns)))?;
        let note =
            |Note { name, value, sentence }: &Note| json!({ "name": name, "value": value, "sentence": sentence });
        map.serialize_entry("notes", &run.notes.iter().map(note).collect::<Vec<_>>())?;
        map.serialize_entry("own_work", &run.own_work)?;
        map.serialize_entry("interrupted", &run.interrupted)?;
        if self.lists_tasks() {
            map.serialize_entry("tasks", &Tasks(&run.timeline))?;
        }
        map.end()
    }
}

impl RunDocument<'_> {
    fn lists_tasks(&self) -> bool {
        self.full || self.run.workload.tasks <= TASKS_LISTED
    }

    fn turns(&self, turns: &Turns) -> Value {
        let task = |&TaskTurns { task, count, interrupted }: &TaskTurns| json!({ "id": task, "count": count, "interrupted": interrupted });
        let mut value = json!({ "count": turns.count, "interrupted": turns.interrupted });
        if self.lists_tasks() {
            value["tasks"] = turns.tasks.iter().map(task).collect();
        }
        value
    }
}

impl Serialize for Tasks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for task in self.0.tasks() {
            list.serialize_element(&TaskDocument(task))?;
        }
        list.end()
    }
}

struct TaskDocument<'a>(TaskLine<'a>);

impl Serialize for TaskDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TaskLine { id, begin_ns, end_ns, spans } = self.0;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("id", &id)?;
        map.serialize_entry("begin_ns", &begin_ns)?;
        map.serialize_entry("end_ns", &end_ns)?;
        map.serialize_entry("spans", &Spans(spans))?;
        map.end()
    }
}

struct Spans<'a>(&'a [Span]);

impl Serialize for Spans<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(SpanDocument))
    }
}

struct SpanDocument<'a>(&'a Span);

impl Serialize for SpanDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Span { state, begin_ns, end_ns, place } = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("state", state.name())?;
        map.serialize_entry("begin_ns", begin_ns)?;
        map.serialize_entry("end_ns", end_ns)?;
        map.serialize_entry("pid", &place.pid)?;
        map.serialize_entry("thread", &place.thread)?;
        map.serialize_entry("core", &place.core)?;
        map.end()
    }
}

/// The fields of a JSON object, with errors that name the one that is missing.
struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    fn field(&self, name: &str) -> &'a Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    fn within(&self, name: &str) -> Result<Fields<'a>, Unreadable> {
        match self.field(name) {
            value @ Value::Object(_) => Ok(Fields(value)),
            _ => Err(Unreadable(format!("it has no \"{name}\""))),
        }
    }

    fn number(&self, name: &str) -> Result<u64, Unreadable> {
        self.number_within(name, 0..=NUMBER_MOST)
    }

    fn number_within(&self, name: &str, possible: RangeInclusive<u64>) -> Result<u64, Unreadable> {
        self.number_within_or_null(name, possible)?.ok_or_else(|| Unreadable(format!("it has no number \"{name}\"")))
    }

    fn number_or_null(&self, name: &str) -> Result<Option<u64>, Unreadable> {
        self.number_within_or_null(name, 0..=NUMBER_MOST)
    }

    fn number_within_or_null(&self, name: &str, possible: RangeInclusive<u64>) -> Result<Option<u64>, Unreadable> {
        match self.field(name) {
            Value::Null => Ok(None),
            value => read_number(name, value, possible).map(Some),
        }
    }

    /// A small number, such as that of a process.
    fn count(&self, name: &str) -> Result<u32, Unreadable> {
        self.number_within(name, 0..=u32::MAX.into()).map(|count| count as u32)
    }

    /// The number of one of so many tasks.
    fn task(&self, name: &str, tasks: usize) -> Result<usize, Unreadable> {
        read_task(name, self.field(name), tasks)
    }

    /// A number that need not be whole.
    fn fraction_or_null(&self, name: &str, most: f64) -> Result<Option<f64>, Unreadable> {
        match self.field(name) {
            Value::Null => Ok(None),
            value => match value.as_f64().filter(|number| (0.0..=most).contains(number)) {
                Some(number) => Ok(Some(number)),
                None => Err(impossible(name, value)),
            },
        }
    }

    fn text(&self, name: &str) -> Result<String, Unreadable> {
        let text = self.field(name).as_str().map(str::to_owned);
        text.ok_or_else(|| Unreadable(format!("it has no text \"{name}\"")))
    }

    fn list(&self, name: &str) -> Result<&'a [Value], Unreadable> {
        let list = self.field(name).as_array().map(Vec::as_slice);
        list.ok_or_else(|| Unreadable(format!("it has no list \"{name}\"")))
    }

    /// A list, which is empty where there is none.
    fn list_or_null(&self, name: &str) -> Result<&'a [Value], Unreadable> {
        if self.field(name).is_null() { Ok(&[]) } else { self.list(name) }
    }

    fn within_or_null(&self, name: &str) -> Result<Option<Fields<'a>>, Unreadable> {
        if self.field(name).is_null() { Ok(None) } else { self.within(name).map(Some) }
    }

    /// Whether something is so, which it is not where nothing is said of it.
    fn flag(&self, name: &str) -> Result<bool, Unreadable> {
        match self.field(name) {
            Value::Null => Ok(false),
            value => value.as_bool().ok_or_else(|| impossible(name, value)),
        }
    }
}

fn impossible(name: &str, value: &Value) -> Unreadable {
    Unreadable(format!("its \"{name}\" is impossible: {value}"))
}

fn read_number(name: &str, value: &Value, possible: RangeInclusive<u64>) -> Result<u64, Unreadable> {
    value.as_u64().filter(|number| possible.contains(number)).ok_or_else(|| impossible(name, value))
}

/// The number of one of so many tasks.
fn read_task(name: &str, value: &Value, tasks: usize) -> Result<usize, Unreadable> {
    let task = value.as_u64().filter(|task| *task < tasks as u64);
    task.map(|task| task as usize).ok_or_else(|| impossible(name, value))
}

fn read_run(run: &Fields, workload: Workload) -> Result<Run, Unreadable> {
    let own = run.within("workload")?;
    let workload = Workload {
        wait: Duration::from_nanos(own.number("wait_ns")?),
        compute: Duration::from_nanos(own.number("compute_ns")?),
        ..workload
    };
    let tasks = workload.tasks;
    let wall_ns = run.number_within("wall_ns", 1..=NUMBER_MOST)?;
    let failures = run.list("failures")?.iter().map(|failure| {
        let failure = Fields(failure);
        Ok(Failure { task: failure.task("id", tasks)?, reason: failure.text("reason")? })
    });
    let stopped = run.list_or_null("stopped")?.iter();
    let listed = run.list_or_null("tasks")?;
    let mut timeline = Timeline::with_capacity(listed.len());
    for task in listed {
        let task = Fields(task);
        let spans: Vec<Span> =
            task.list("spans")?.iter().map(|span| read_span(&Fields(span))).collect::<Result<_, _>>()?;
        timeline
            .add(task.task("id", tasks)?, task.number("begin_ns")?, task.number_within("end_ns", 0..=wall_ns)?, &spans)
            .map_err(|flaw| Unreadable(flaw.to_string()))?;
    }
    Ok(Run {
        name: run.text("name")?,
        workload,
        wall_ns,
        ideal_ns: run.number("ideal_ns")?,
        efficiency: run.fraction_or_null("efficiency", 1.0)?.unwrap_or(0.0),
        concurrency_peak: run.number_within("concurrency_peak", 0..=tasks as u64)? as usize,
        cores_busy: run.fraction_or_null("cores_busy", NUMBER_MOST as f64)?,
        late_max_ns: run.number_within_or_null("late_max_ns", 0..=wall_ns)?,
        cpu_user_ns: run.number_or_null("cpu_user_ns")?,
        cpu_system_ns: run.number_or_null("cpu_system_ns")?,
        threads_peak: run.number_within_or_null("threads_peak", 0..=u32::MAX.into())?.map(|count| count as u32),
        processes: run.number_within("processes", 1..=u32::MAX.into())? as u32,
        switches_voluntary: run.number_or_null("switches_voluntary")?,
        switches_involuntary: run.number_or_null("switches_involuntary")?,
        memory_peak_bytes: run.number_or_null("memory_peak_bytes")?,
        heartbeat: run.within_or_null("heartbeat")?.map(|pulse| read_pulse(&pulse, wall_ns)).transpose()?,
        tasks_ok: run.number_within("tasks_ok", 0..=tasks as u64)? as usize,
        failures: failures.collect::<Result<_, _>>()?,
        stopped: stopped.map(|task| read_task("stopped", task, tasks)).collect::<Result<_, _>>()?,
        turns: run.within_or_null("turns")?.map(|turns| read_turns(&turns, tasks)).transpose()?,
        notes: run.list_or_null("notes")?.iter().map(|note| read_note(&Fields(note))).collect::<Result<_, _>>()?,
        own_work: run.flag("own_work")?,
        interrupted: run.flag("interrupted")?,
        timeline,
    })
}

fn read_note(note: &Fields) -> Result<Note, Unreadable> {
    Ok(Note { name: note.text("name")?, value: note.number("value")?, sentence: note.text("sentence")? })
}

fn read_pulse(pulse: &Fields, wall_ns: u64) -> Result<Pulse, Unreadable> {
    let ticks = pulse.list("ticks_at_ns")?.iter();
    Ok(Pulse {
        every_ns: pulse.number("every_ns")?,
        ticks_at_ns: ticks.map(|tick| read_number("ticks_at_ns", tick, 0..=wall_ns)).collect::<Result<_, _>>()?,
        late_max_ns: pulse.number_within("late_max_ns", 0..=wall_ns)?,
    })
}

fn read_turns(turns: &Fields, tasks: usize) -> Result<Turns, Unreadable> {
    let task = |task: &Value| {
        let task = Fields(task);
        let (count, interrupted) = (task.count("count")?, task.count("interrupted")?);
        Ok(TaskTurns { task: task.task("id", tasks)?, count, interrupted })
    };
    Ok(Turns {
        count: turns.number("count")?,
        interrupted: turns.number("interrupted")?,
        tasks: turns.list_or_null("tasks")?.iter().map(task).collect::<Result<_, _>>()?,
    })
}

fn read_span(span: &Fields) -> Result<Span, Unreadable> {
    let state = span.text("state")?;
    let place = Place {
        pid: span.count("pid")?,
        thread: span.count("thread")?,
        core: span.number_within_or_null("core", 0..=u32::MAX.into())?.map(|core| core as u32),
    };
    Ok(Span {
        state: State::named(&state).ok_or_else(|| Unreadable(format!("there is no state \"{state}\"")))?,
        begin_ns: span.number("begin_ns")?,
        end_ns: span.number("end_ns")?,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Style;
    use crate::figure::svg::Figure;
    use crate::figure::terminal;
    use crate::report::example::{self, lives};
    use crate::workload::Lanes;
    use proptest::prelude::*;
    use proptest::sample::Index;

    fn written(report: &Report, full: bool) -> Vec<u8> {
        let mut text = Vec::new();
        report.write_json(&mut text, full).unwrap();
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]

        #[test]
        fn what_is_written_can_be_read(runs in proptest::collection::vec(lives(), 1..3), heartbeat: bool, failed in 0usize..5) {
            let report = example::report(&runs, heartbeat, failed);
            prop_assert_eq!(Report::from_json(&written(&report, false)).unwrap(), report);
        }

        #[test]
        fn any_bytes_are_read_or_refused(text in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(Report::from_json(&text).is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// A report that something has happened to is refused, or says nothing that cannot be, and can be shown.
        #[test]
        fn a_report_that_was_damaged_is_refused_or_possible(
            tasks in proptest::collection::vec((0u64..90, proptest::collection::vec((0u8..3, 1u64..90), 0..3)), 1..4),
            heartbeat: bool, failed in 0usize..3, harms in proptest::collection::vec(harms(), 1..4),
        ) {
            let mut report = example::report(&[Vec::new(), tasks], heartbeat, failed);
            report.runs[1].stopped = vec![0];
            let mut value: Value = serde_json::from_slice(&written(&report, false)).unwrap();
            let mut text = None;
            for (at, harm) in harms {
                match harm {
                    Harm::Value(other) => {
                        let places = count_leaves(&value);
                        set_leaf(&mut value, &mut at.index(places), &other);
                    }
                    harm => harm.bytes(text.get_or_insert_with(|| value.to_string().into_bytes()), at),
                }
            }
            if let Ok(report) = Report::from_json(&text.unwrap_or_else(|| value.to_string().into_bytes())) {
                check_possible(&report);
                written(&report, true);
                let lanes = Lanes::Thread;
                let style = Style { width: 40, unicode: false, color: false, lanes, lanes_most: 2, chart: true, zoom: None };
                let drawn = terminal::draw(&report, &style);
                prop_assert!(drawn.lines().all(|line| line.len() <= 40 && line.is_ascii()), "{}", drawn);
                let svg = Figure::of(&report, "damaged", lanes).draw();
                prop_assert!(roxmltree::Document::parse(&svg).is_ok() && !svg.contains("NaN") && !svg.contains("inf"), "{}", svg);
            }
        }
    }

    /// What can happen to a report: to a value in it, or to its bytes.
    #[derive(Clone, Debug)]
    enum Harm {
        Value(Value),
        Cut,
        Other(u8),
        Twice(usize),
        Gone(usize),
    }

    impl Harm {
        fn bytes(&self, text: &mut Vec<u8>, at: Index) {
            let at = at.index(text.len() + 1);
            let until = |length: &usize| (at + length).min(text.len());
            match self {
                Harm::Value(_) => {}
                Harm::Cut => text.truncate(at),
                Harm::Other(byte) => text[at..].iter_mut().take(1).for_each(|found| *found = *byte),
                Harm::Twice(length) => drop(text.splice(at..at, text[at..until(length)].to_vec())),
                Harm::Gone(length) => drop(text.drain(at..until(length))),
            }
        }
    }

    /// What may stand in place of a value.
    fn others() -> Vec<Value> {
        vec![
            json!(null),
            json!(0),
            json!(-1),
            json!(0.5),
            json!(1.5),
            json!(-0.1),
            json!(1e300),
            json!(7),
            json!(1_u64 << 32),
            json!((1_u64 << 60) + 1),
            json!(1_u64 << 60),
            json!(u64::MAX),
            json!("1"),
            json!("\u{1b}[2J"),
            json!([]),
            json!([1, -1]),
            json!({}),
            json!(true),
        ]
    }

    fn harms() -> impl Strategy<Value = (Index, Harm)> {
        let values = proptest::sample::select(others());
        // A digit or a sign may leave it a report; any other byte rarely does.
        let byte = prop_oneof![3 => proptest::sample::select(b"0123456789-.e".to_vec()), 1 => any::<u8>()];
        let harm = prop_oneof![
            8 => values.prop_map(Harm::Value),
            1 => Just(Harm::Cut),
            3 => byte.prop_map(Harm::Other),
            1 => (1usize..40).prop_map(Harm::Twice),
            1 => (1usize..40).prop_map(Harm::Gone),
        ];
        (any::<Index>(), harm)
    }

    fn children(value: &mut Value) -> Vec<&mut Value> {
        match value {
            Value::Array(list) => list.iter_mut().collect(),
            Value::Object(map) => map.values_mut().collect(),
            _ => Vec::new(),
        }
    }

    fn count_leaves(value: &Value) -> usize {
        match value {
            Value::Array(list) if !list.is_empty() => list.iter().map(count_leaves).sum(),
            Value::Object(map) if !map.is_empty() => map.values().map(count_leaves).sum(),
            _ => 1,
        }
    }

    /// Puts `other` in place of one of the values that hold no others; `left` counts down to it.
    fn set_leaf(value: &mut Value, left: &mut usize, other: &Value) -> bool {
        let children = children(value);
        if children.is_empty() {
            let is_it = *left == 0;
            *left = left.wrapping_sub(1);
            if is_it {
                value.clone_from(other);
            }
            return is_it;
        }
        children.into_iter().any(|child| set_leaf(child, left, other))
    }

    /// Checks that every number in a report is one that there can be.
    #[track_caller]
    fn check_possible(report: &Report) {
        for run in &report.runs {
            let (tasks, wall_ns) = (run.workload.tasks, run.wall_ns);
            assert!(wall_ns > 0 && run.processes > 0, "{run:?}");
            assert!((0.0..=1.0).contains(&run.efficiency), "{run:?}");
            assert!(run.cores_busy.is_none_or(|busy| busy >= 0.0 && busy.is_finite()), "{run:?}");
            assert!(run.concurrency_peak <= tasks && run.tasks_ok <= tasks, "{run:?}");
            assert!(
                run.failures
                    .iter()
                    .map(|failure| failure.task)
                    .chain(run.stopped.iter().copied())
                    .all(|task| task < tasks)
            );
            assert!(run.timeline.tasks().all(|task| task.id < tasks && task.end_ns <= wall_ns), "{run:?}");
            let ticks = run.heartbeat.iter().flat_map(|pulse| pulse.ticks_at_ns.iter().chain([&pulse.late_max_ns]));
            assert!(ticks.chain(&run.late_max_ns).all(|moment| *moment <= wall_ns), "{run:?}");
            let sums = [
                run.cpu_user_ns,
                run.cpu_system_ns,
                run.switches_voluntary,
                run.switches_involuntary,
                run.memory_peak_bytes,
            ];
            assert!(
                sums.iter().flatten().chain([&wall_ns, &run.ideal_ns]).all(|number| *number <= NUMBER_MOST),
                "{run:?}"
            );
        }
    }

    /// Each value of a report in turn, and each time something else in its place.
    #[test]
    fn no_number_that_cannot_be_is_read() {
        let mut report = example::report(&[vec![(0, vec![(0, 40), (2, 20)]), (9, vec![(1, 80)])]], true, 1);
        report.runs[0].stopped = vec![1];
        report.runs[0].turns = Turns::of(vec![TaskTurns { task: 0, count: 2, interrupted: 1 }]);
        // In the other one no task is listed that could contradict the time that passed.
        let mut short = example::report(&[Vec::new()], false, 0);
        short.runs[0].late_max_ns = None;
        for report in [report, short] {
            let whole: Value = serde_json::from_slice(&written(&report, false)).unwrap();
            let mut read = 0;
            for place in 0..count_leaves(&whole) {
                for other in others() {
                    let mut harmed = whole.clone();
                    assert!(set_leaf(&mut harmed, &mut place.clone(), &other));
                    if let Ok(report) = Report::from_json(harmed.to_string().as_bytes()) {
                        check_possible(&report);
                        read += 1;
                    }
                }
            }
            assert!(read > 100, "hardly any of them is read: {read}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let report = example::report(&[vec![(0, vec![(0, 5)])]], false, 0);
        let whole: Value = serde_json::from_slice(&written(&report, false)).unwrap();
        for (key, name) in [("demo", "demo"), ("workload", "workload"), ("machine", "machine"), ("runs", "runs")] {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(key);
            let error = Report::from_json(less.to_string().as_bytes()).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
        for key in ["name", "wall_ns", "tasks_ok", "failures", "processes", "concurrency_peak"] {
            let mut less = whole.clone();
            less["runs"][0].as_object_mut().unwrap().remove(key);
            let error = Report::from_json(less.to_string().as_bytes()).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
        let mut impossible = whole.clone();
        impossible["runs"][0]["cpu_user_ns"] = json!(u64::MAX);
        let error = Report::from_json(impossible.to_string().as_bytes()).unwrap_err().to_string();
        assert!(error.contains("\"cpu_user_ns\" is impossible"), "{error}");
        // What need not be there is, where it is, of its kind.
        for key in ["heartbeat", "tasks", "stopped", "turns", "notes", "own_work", "interrupted"] {
            let mut other = whole.clone();
            other["runs"][0][key] = json!(null);
            assert!(Report::from_json(other.to_string().as_bytes()).is_ok(), "{key}");
            other["runs"][0][key] = json!("x");
            let error = Report::from_json(other.to_string().as_bytes()).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
        let mut never = whole.clone();
        never["runs"][0]["heartbeat"] = json!({"every_ns": 5, "late_max_ns": 0, "ticks_at_ns": null});
        let error = Report::from_json(never.to_string().as_bytes()).unwrap_err().to_string();
        assert!(error.contains("ticks_at_ns"), "{error}");
        let mut impossible = whole;
        impossible["runs"][0]["tasks"][0]["end_ns"] = json!(1);
        let error = Report::from_json(impossible.to_string().as_bytes()).unwrap_err().to_string();
        assert!(error.contains("impossible"), "{error}");
    }

    #[test]
    fn many_tasks_are_listed_where_all_are_asked_for() {
        let many: Vec<_> = (0..=TASKS_LISTED as u64).map(|begin| (begin, vec![(0, 1)])).collect();
        let report = example::report(&[many], false, 0);
        let read = |full| serde_json::from_slice::<Value>(&written(&report, full)).unwrap();
        assert_eq!(read(false)["runs"][0].get("tasks"), None);
        assert_eq!(read(true)["runs"][0]["tasks"].as_array().unwrap().len(), TASKS_LISTED + 1);
    }
}
