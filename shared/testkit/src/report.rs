//! What `--json` promises, read strictly: a key that is missing or has the wrong type is an error, and so is a `null` on
//! Linux where it must be filled.

use crate::reference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of time: its begin and its end in nanoseconds.
pub type Interval = (u64, u64);

/// What a program printed.
#[derive(Clone, Debug)]
pub struct Report {
    /// The version of the format.
    pub schema: u64,
    /// The demo's name, without `demo_`.
    pub demo: String,
    /// What was asked for.
    pub workload: Workload,
    /// On what it ran.
    pub machine: Machine,
    /// How it went.
    pub runs: Vec<Run>,
}

/// What was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// How many tasks there are.
    pub tasks: u64,
    /// How long each waits.
    pub wait_ns: u64,
    /// How much CPU time each needs.
    pub compute_ns: u64,
    /// How many cores it may use, where the report says it.
    pub cores: Option<u64>,
}

/// The machine, and the build.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Its cores.
    pub cores: u64,
    /// Its operating system.
    pub os: String,
    /// `release` or `debug`.
    pub profile: String,
}

/// One run. `None` is what this system cannot tell.
#[expect(missing_docs, reason = "they are the keys of the report, and explained there")]
#[derive(Clone, Debug)]
pub struct Run {
    pub name: String,
    /// What its tasks did. Where the report does not say it for the run, what was asked for.
    pub workload: Workload,
    pub wall_ns: u64,
    pub ideal_ns: u64,
    pub efficiency: f64,
    pub concurrency_peak: u64,
    pub cores_busy: Option<f64>,
    pub late_max_ns: Option<u64>,
    pub cpu_user_ns: Option<u64>,
    pub cpu_system_ns: Option<u64>,
    pub threads_peak: Option<u64>,
    pub processes: u64,
    pub switches_voluntary: Option<u64>,
    pub switches_involuntary: Option<u64>,
    pub memory_peak_bytes: Option<u64>,
    pub heartbeat: Option<Heartbeat>,
    pub tasks_ok: u64,
    pub tasks_failed: u64,
    pub failures: Vec<Failure>,
    /// The tasks that the demo itself stopped.
    pub stopped: BTreeSet<u64>,
    /// The turns in which tasks computed; `None` where none did, or nobody can tell.
    pub turns: Option<Turns>,
    /// What only this demo knows: names, and numbers.
    pub notes: BTreeMap<String, u64>,
    /// Whether the tasks are listed one by one.
    pub lists_tasks: bool,
    /// Those that began; empty where they are not listed.
    pub tasks: Vec<Task>,
}

/// The heartbeat beside the tasks.
#[derive(Clone, Debug)]
pub struct Heartbeat {
    /// How late it was at the worst.
    pub late_max_ns: u64,
    /// The time that should pass between two ticks.
    pub every_ns: u64,
    /// When it ticked, from the start of the run.
    pub ticks_at_ns: Vec<u64>,
}

/// The turns in which tasks computed.
#[derive(Clone, Debug)]
pub struct Turns {
    /// How many there were.
    pub count: u64,
    /// How many were ended by a switch that the task had not asked for.
    pub interrupted: u64,
    /// Both numbers, by task.
    pub tasks: BTreeMap<u64, (u64, u64)>,
}

/// A task that did not end well.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which.
    pub id: u64,
    /// Why.
    pub reason: String,
}

/// A task that began.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its number.
    pub id: u64,
    /// When it began, from the start of the run.
    pub begin_ns: u64,
    /// When it ended.
    pub end_ns: u64,
    /// What it did in between.
    pub spans: Vec<Span>,
}

/// A stretch of a task's life.
#[derive(Clone, Debug)]
pub struct Span {
    /// `waiting`, `computing` or `late`.
    pub state: String,
    /// When it began.
    pub begin_ns: u64,
    /// When it ended.
    pub end_ns: u64,
    /// In which process it began.
    pub pid: u64,
    /// On which thread.
    pub thread: u64,
    /// On which core. Of a task whose worker was lost, nobody knows, on no system.
    pub core: Option<u64>,
}

impl Span {
    /// Its begin and end.
    pub fn interval(&self) -> Interval {
        (self.begin_ns, self.end_ns)
    }
}

impl Task {
    /// How long it was in this state, in nanoseconds.
    pub fn time_in(&self, state: &str) -> u64 {
        let spans = self.spans.iter().filter(|span| span.state == state);
        spans.map(|span| span.end_ns - span.begin_ns).sum()
    }

    /// Its begin and end.
    pub fn interval(&self) -> Interval {
        (self.begin_ns, self.end_ns)
    }
}

impl Run {
    /// All spans of all tasks that are in this state.
    pub fn spans(&self, state: &str) -> Vec<&Span> {
        self.tasks.iter().flat_map(|task| &task.spans).filter(|span| span.state == state).collect()
    }

    /// Begin and end of all spans that are in this state.
    pub fn intervals(&self, state: &str) -> Vec<Interval> {
        self.spans(state).into_iter().map(Span::interval).collect()
    }

    /// The threads, each with its process, on which spans in this state began.
    pub fn threads(&self, state: &str) -> BTreeSet<(u64, u64)> {
        self.spans(state).into_iter().map(|span| (span.pid, span.thread)).collect()
    }

    /// The cores on which spans in this state began.
    pub fn cores(&self, state: &str) -> BTreeSet<u64> {
        self.spans(state).into_iter().filter_map(|span| span.core).collect()
    }

    /// Whether tasks are seen to have computed at the same time, on two cores or more where the system tells the cores. On a single one it may
    /// look a little as if they had, as it is not known when in a step a thread gave way to the next.
    pub fn computes_at_once(&self) -> bool {
        let are_two = self.cores("computing").len() >= 2 || !cfg!(target_os = "linux");
        are_two && reference::shared(&self.intervals("computing")) > 0.05
    }

    /// The processes that its spans name.
    pub fn pids(&self) -> BTreeSet<u64> {
        self.tasks.iter().flat_map(|task| &task.spans).map(|span| span.pid).collect()
    }

    /// The numbers of the tasks that failed.
    pub fn failed(&self) -> BTreeSet<u64> {
        self.failures.iter().map(|failure| failure.id).collect()
    }

    /// The CPU time that it used.
    pub fn cpu_ns(&self) -> Option<u64> {
        Some(self.cpu_user_ns? + self.cpu_system_ns?)
    }
}

impl Report {
    /// Reads what a program printed: one JSON object, and nothing else.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn read(printed: &str) -> Result<Report, String> {
        let value = serde_json::from_str(printed).map_err(|error| format!("not one JSON object: {error}"))?;
        let report = Node { value: &value, path: "report".to_owned() };
        let workload = report.at("workload")?.workload()?;
        let machine = report.at("machine")?;
        Ok(Report {
            schema: report.at("schema")?.whole()?,
            demo: report.at("demo")?.text()?,
            workload,
            machine: Machine {
                cores: machine.at("cores")?.whole()?,
                os: machine.at("os")?.text()?,
                profile: machine.at("profile")?.text()?,
            },
            runs: report.at("runs")?.list(|run| run.run(workload))?,
        })
    }
}

/// A value with the way to it, so that an error can say where it is.
struct Node<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    fn find(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        Some(Node { value, path: format!("{}.{key}", self.path) })
    }

    fn at(&self, key: &str) -> Result<Node<'a>, String> {
        self.find(key).ok_or_else(|| format!("{} has no key {key}", self.path))
    }

    fn wrong<T>(&self, wanted: &str) -> Result<T, String> {
        Err(format!("{} is not {wanted} but {}", self.path, self.value))
    }

    fn whole(&self) -> Result<u64, String> {
        self.value.as_u64().map_or_else(|| self.wrong("a whole number"), Ok)
    }

    fn number(&self) -> Result<f64, String> {
        self.value.as_f64().map_or_else(|| self.wrong("a number"), Ok)
    }

    fn text(&self) -> Result<String, String> {
        self.value.as_str().map_or_else(|| self.wrong("text"), |text| Ok(text.to_owned()))
    }

    fn list<T>(&self, read: impl Fn(Node<'a>) -> Result<T, String>) -> Result<Vec<T>, String> {
        let Some(list) = self.value.as_array() else { return self.wrong("a list") };
        let node = |(place, value)| Node { value, path: format!("{}[{place}]", self.path) };
        list.iter().enumerate().map(|entry| read(node(entry))).collect()
    }

    /// What this system may not be able to tell. Linux tells all.
    fn told<T>(&self, read: impl FnOnce(&Self) -> Result<T, String>) -> Result<Option<T>, String> {
        if self.value.is_null() && !cfg!(target_os = "linux") {
            return Ok(None);
        }
        read(self).map(Some)
    }

    fn optional<T>(&self, read: impl FnOnce(&Self) -> Result<T, String>) -> Result<Option<T>, String> {
        if self.value.is_null() { Ok(None) } else { read(self).map(Some) }
    }

    fn workload(&self) -> Result<Workload, String> {
        Ok(Workload {
            tasks: self.at("tasks")?.whole()?,
            wait_ns: self.at("wait_ns")?.whole()?,
            compute_ns: self.at("compute_ns")?.whole()?,
            cores: self.find("cores").map(|cores| cores.whole()).transpose()?,
        })
    }

    fn run(&self, workload: Workload) -> Result<Run, String> {
        let tasks = self.find("tasks");
        Ok(Run {
            name: self.at("name")?.text()?,
            workload: self.find("workload").map_or(Ok(workload), |own| own.workload())?,
            wall_ns: self.at("wall_ns")?.whole()?,
            ideal_ns: self.at("ideal_ns")?.whole()?,
            efficiency: self.at("efficiency")?.number()?,
            concurrency_peak: self.at("concurrency_peak")?.whole()?,
            cores_busy: self.at("cores_busy")?.told(Node::number)?,
            // Where tasks wait for sockets or files, nobody knows when a wait was over.
            late_max_ns: self.at("late_max_ns")?.optional(Node::whole)?,
            cpu_user_ns: self.at("cpu_user_ns")?.told(Node::whole)?,
            cpu_system_ns: self.at("cpu_system_ns")?.told(Node::whole)?,
            threads_peak: self.at("threads_peak")?.told(Node::whole)?,
            processes: self.at("processes")?.whole()?,
            switches_voluntary: self.at("switches_voluntary")?.told(Node::whole)?,
            switches_involuntary: self.at("switches_involuntary")?.told(Node::whole)?,
            memory_peak_bytes: self.at("memory_peak_bytes")?.told(Node::whole)?,
            heartbeat: self.at("heartbeat")?.heartbeat()?,
            tasks_ok: self.at("tasks_ok")?.whole()?,
            tasks_failed: self.at("tasks_failed")?.whole()?,
            failures: self.at("failures")?.list(|failure| {
                Ok(Failure { id: failure.at("id")?.whole()?, reason: failure.at("reason")?.text()? })
            })?,
            stopped: self.at("stopped")?.list(|task| task.whole())?.into_iter().collect(),
            turns: self.at("turns")?.optional(Node::turns)?,
            notes: (self.at("notes")?.list(|note| Ok((note.at("name")?.text()?, note.at("value")?.whole()?)))?)
                .into_iter()
                .collect(),
            lists_tasks: tasks.is_some(),
            tasks: tasks.map_or(Ok(Vec::new()), |tasks| tasks.list(|task| task.task()))?,
        })
    }

    fn turns(&self) -> Result<Turns, String> {
        let (count, interrupted) = (self.at("count")?.whole()?, self.at("interrupted")?.whole()?);
        let tasks = self.find("tasks").map_or(Ok(Vec::new()), |tasks| {
            tasks.list(|task| {
                Ok((task.at("id")?.whole()?, (task.at("count")?.whole()?, task.at("interrupted")?.whole()?)))
            })
        })?;
        Ok(Turns { count, interrupted, tasks: tasks.into_iter().collect() })
    }

    fn heartbeat(&self) -> Result<Option<Heartbeat>, String> {
        if self.value.is_null() {
            return Ok(None);
        }
        let (late_max_ns, every_ns) = (self.at("late_max_ns")?.whole()?, self.at("every_ns")?.whole()?);
        let ticks = self.at("ticks")?;
        let ticks_at_ns = self.at("ticks_at_ns")?.list(|moment| moment.whole())?;
        if ticks.whole()? != ticks_at_ns.len() as u64 {
            return ticks.wrong("as many as are listed");
        }
        Ok(Some(Heartbeat { late_max_ns, every_ns, ticks_at_ns }))
    }

    fn task(&self) -> Result<Task, String> {
        Ok(Task {
            id: self.at("id")?.whole()?,
            begin_ns: self.at("begin_ns")?.whole()?,
            end_ns: self.at("end_ns")?.whole()?,
            spans: self.at("spans")?.list(|span| span.span())?,
        })
    }

    fn span(&self) -> Result<Span, String> {
        let state = self.at("state")?;
        if !["waiting", "computing", "late"].contains(&state.text()?.as_str()) {
            return state.wrong("waiting, computing or late");
        }
        Ok(Span {
            state: state.text()?,
            begin_ns: self.at("begin_ns")?.whole()?,
            end_ns: self.at("end_ns")?.whole()?,
            pid: self.at("pid")?.whole()?,
            thread: self.at("thread")?.whole()?,
            core: self.at("core")?.optional(Node::whole)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "schema": 1, "demo": "thread",
        "workload": { "tasks": 1, "wait_ns": 5, "compute_ns": 0 },
        "machine": { "cores": 2, "os": "linux", "profile": "release" },
        "runs": [ {
            "name": "thread", "wall_ns": 9, "ideal_ns": 5, "efficiency": 0.5, "concurrency_peak": 1, "cores_busy": 0.01,
            "late_max_ns": 0, "cpu_user_ns": 0, "cpu_system_ns": 0, "threads_peak": 2, "processes": 1,
            "switches_voluntary": 0, "switches_involuntary": 0, "memory_peak_bytes": 1, "heartbeat": null,
            "tasks_ok": 1, "tasks_failed": 0, "failures": [], "tasks_stopped": 0, "stopped": [], "turns": null, "notes": [],
            "tasks": [ { "id": 0, "begin_ns": 1, "end_ns": 6, "spans": [
                { "state": "waiting", "begin_ns": 1, "end_ns": 6, "pid": 1, "thread": 1, "core": 0 } ] } ]
        } ] }"#;

    #[test]
    fn a_report_is_read() {
        let report = Report::read(REPORT).unwrap();
        assert_eq!(report.runs[0].tasks[0].spans[0].interval(), (1, 6));
        assert_eq!(report.runs[0].workload, report.workload);
    }

    #[test]
    fn what_breaks_the_promise_is_named() {
        for (from, to, named) in [
            ("\"wall_ns\": 9, ", "", "report.runs[0] has no key wall_ns"),
            ("\"ideal_ns\": 5", "\"ideal_ns\": 5.5", "report.runs[0].ideal_ns is not a whole number"),
            ("\"id\": 0", "\"id\": -1", "report.runs[0].tasks[0].id is not a whole number"),
            ("\"waiting\"", "\"idle\"", "report.runs[0].tasks[0].spans[0].state is not"),
            ("\"demo\": \"thread\"", "\"demo\": 7", "report.demo is not text"),
            ("\"failures\": []", "\"failures\": {}", "report.runs[0].failures is not a list"),
        ] {
            assert!(REPORT.contains(from), "{from}");
            let error = Report::read(&REPORT.replace(from, to)).expect_err(named);
            assert!(error.contains(named), "{error}");
        }
        assert!(Report::read(&format!("{REPORT}\nand more")).is_err());
        let null = Report::read(&REPORT.replace("\"threads_peak\": 2", "\"threads_peak\": null"));
        assert_eq!(null.is_err(), cfg!(target_os = "linux"));
    }
}
