//! The record: what happened, in order, when, and on which thread.

use crate::clock::Clock;
use crate::system::thread_number;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Something that happened to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A future was made that would wait.
    Made,
    /// It began to wait, or to compute.
    Begin {
        /// Whether it computes.
        computes: bool,
        /// Whether it keeps its thread until it ends.
        blocks: bool,
    },
    /// Its future was polled.
    Poll,
    /// It went on. Its wait was over when it was `due`.
    End {
        /// When it could have gone on.
        due: Duration,
    },
    /// Its future was dropped before it had ended.
    Cancel,
}

/// A step of a task.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The task's number.
    pub task: usize,
    /// What happened.
    pub step: Step,
    /// When.
    pub at: Duration,
    /// On which thread.
    pub thread: u32,
}

/// Notes what happens to the tasks of a scene, which are numbered from 0.
#[derive(Clone)]
pub struct Recorder {
    /// What a task is called: `request`.
    pub noun: &'static str,
    /// The scene's time.
    pub clock: Clock,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Recorder {
    /// An empty record.
    pub fn new(noun: &'static str, clock: Clock) -> Recorder {
        Recorder { noun, clock, events: Arc::default() }
    }

    /// Notes that something happened now. Returns when that is.
    pub fn note(&self, task: usize, step: Step) -> Duration {
        let event = Event { task, step, at: self.clock.now(), thread: thread_number() };
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Last { noun: self.noun, event, moment: Instant::now() });
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        event.at
    }

    /// Everything so far, in the order in which it happened.
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The last thing that was noted in this process.
#[derive(Clone, Copy)]
pub struct Last {
    /// What a task is called there.
    pub noun: &'static str,
    /// What happened.
    pub event: Event,
    /// When, in real time.
    pub moment: Instant,
}

static LAST: Mutex<Option<Last>> = Mutex::new(None);

/// The last thing that was noted in this process, by whichever recorder.
pub fn last() -> Option<Last> {
    // The watchdog asks: it must not wait for a thread that hangs.
    LAST.try_lock().ok().and_then(|last| *last)
}

impl Last {
    /// In words: `wait 3 began`.
    pub fn describe(&self) -> String {
        let step = match self.event.step {
            Step::Made => "was made, and not yet polled",
            Step::Begin { .. } => "began",
            Step::Poll => "was polled",
            Step::End { .. } => "ended",
            Step::Cancel => "was dropped before its end",
        };
        format!("{} {} {step}", self.noun, self.event.task)
    }
}
