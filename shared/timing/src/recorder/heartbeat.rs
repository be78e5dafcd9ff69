//! A heartbeat: a task of its own that should tick at a steady pace, and shows when it could not.

use super::Recorder;
use crate::platform;
use std::time::Duration;

/// The time between two ticks.
pub const HEARTBEAT: Duration = Duration::from_millis(20);

/// One tick, on the system's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// When it was due.
    pub due_ns: u64,
    /// When it came, or when the run ended without it.
    pub came_ns: u64,
    /// Whether it came at all.
    pub ticked: bool,
}

/// Ticks. Sleep for [`Heartbeat::every`], then [`tick`](Heartbeat::tick), for as long as the tasks run.
pub struct Heartbeat {
    /// The time between two ticks.
    pub every: Duration,
    recorder: &'static Recorder,
    due_ns: u64,
}

impl Heartbeat {
    /// Starts a heartbeat, whose first tick is due in [`HEARTBEAT`].
    pub fn new(recorder: &'static Recorder) -> Heartbeat {
        let due_ns = platform::moment() + HEARTBEAT.as_nanos() as u64;
        recorder.beat_is_due(due_ns);
        Heartbeat { every: HEARTBEAT, recorder, due_ns }
    }

    /// Records a tick. The next one is due [`Heartbeat::every`] from now.
    pub fn tick(&mut self) {
        let came_ns = platform::moment();
        self.recorder.beat(Beat { due_ns: self.due_ns, came_ns, ticked: true });
        self.due_ns = came_ns + self.every.as_nanos() as u64;
        self.recorder.beat_is_due(self.due_ns);
    }
}
