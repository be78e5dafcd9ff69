//! Which tasks lived on which threads, and those in which processes, read off a run's record.

use std::collections::BTreeMap;
use timing::report::Run;
use timing::span::State;

/// A way to run tasks, and where it put them.
pub struct Nesting {
    /// What its tasks are: processes, threads or coroutines.
    pub model: &'static str,
    /// The demo that ran them.
    pub demo: String,
    /// The processes, by id.
    pub processes: Vec<Process>,
}

/// A process in which tasks lived.
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// Its threads on which tasks lived, by id.
    pub threads: Vec<Thread>,
}

/// A thread on which tasks lived.
pub struct Thread {
    /// Its id.
    pub id: u32,
    /// Its tasks, by number.
    pub tasks: Vec<Task>,
}

/// A task, and the core on which the operating system had put its thread.
pub struct Task {
    /// Its number.
    pub id: usize,
    /// The core, where the operating system tells: the one on which the task began to compute, or where it does not, began.
    pub core: Option<u32>,
    /// Whether it computed.
    pub computed: bool,
}

impl Nesting {
    /// Where the tasks of `run` lived. A task that moved from thread to thread is listed where it began.
    pub fn of(model: &'static str, demo: &str, run: &Run) -> Nesting {
        let mut places: BTreeMap<u32, BTreeMap<u32, Vec<Task>>> = BTreeMap::new();
        for task in run.timeline.tasks() {
            let Some(first) = task.spans.first() else { continue };
            let computing = task.spans.iter().find(|span| span.state == State::Computing);
            let thread = places.entry(first.place.pid).or_default().entry(first.place.thread).or_default();
            let core = computing.unwrap_or(first).place.core;
            thread.push(Task { id: task.id, core, computed: computing.is_some() });
        }
        let thread = |(id, tasks)| Thread { id, tasks };
        let process = |(pid, threads): (u32, BTreeMap<u32, Vec<Task>>)| Process {
            pid,
            threads: threads.into_iter().map(thread).collect(),
        };
        Nesting { model, demo: demo.to_owned(), processes: places.into_iter().map(process).collect() }
    }

    /// How many processes, threads and tasks there are.
    pub fn counts(&self) -> [usize; 3] {
        let threads = || self.processes.iter().flat_map(|process| &process.threads);
        [self.processes.len(), threads().count(), threads().map(|thread| thread.tasks.len()).sum()]
    }

    /// The nesting as lines, each with how deep it stands and how many lines after it belong into it.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for process in &self.processes {
            let holds = process.threads.iter().map(|thread| 1 + thread.tasks.len()).sum();
            lines.push(Line { depth: 0, holds, text: format!("process {}", process.pid) });
            for thread in &process.threads {
                lines.push(Line { depth: 1, holds: thread.tasks.len(), text: format!("thread {}", thread.id) });
                for task in &thread.tasks {
                    let core = task.core.map_or(String::new(), |core| format!(", core {core}"));
                    lines.push(Line { depth: 2, holds: 0, text: format!("task {}{core}", task.id) });
                }
            }
        }
        lines
    }
}

/// A line of a nesting.
pub struct Line {
    /// 0: a process, 1: a thread, 2: a task.
    pub depth: usize,
    /// How many of the lines after it belong into it.
    pub holds: usize,
    /// What it says.
    pub text: String,
}
