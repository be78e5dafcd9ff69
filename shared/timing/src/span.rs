//! The words in which a run is told: what a task was doing, when, and where.

/// What a task is doing during a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It waits and needs no CPU.
    Waiting,
    /// It computes.
    Computing,
    /// It could go on, but does not: its thread, or its core, is taken by others.
    Late,
}

impl State {
    /// All states, in the order in which a legend shows them.
    pub const ALL: [State; 3] = [State::Waiting, State::Computing, State::Late];

    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Computing => "computing",
            State::Late => "late",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The process's id.
    pub pid: u32,
    /// The thread's id.
    pub thread: u32,
    /// The core, where the operating system tells.
    pub core: Option<u32>,
}

/// A stretch of a task's life in which it was in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The state.
    pub state: State,
    /// When it began, in nanoseconds from the start of the run.
    pub begin_ns: u64,
    /// When it ended.
    pub end_ns: u64,
    /// Where it began. (A waiting future is on no thread at all.)
    pub place: Place,
}

impl Span {
    /// How long it was, in nanoseconds.
    pub fn length_ns(&self) -> u64 {
        self.end_ns - self.begin_ns
    }
}
