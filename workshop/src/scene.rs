//! What an exercise is given: tasks that wait or compute, in a scene with a clock of its own.

use crate::clock::Clock;
use crate::record::{Recorder, Step};
use crate::seen::Seen;
use crate::wait::Wait;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long a task takes where nothing else is said.
const LENGTH: Duration = Duration::from_millis(100);

/// A number of tasks, and a clock that stands still as long as anything in the program can go on. So a wait takes no real time to
/// speak of, and tasks that can be under way together are, however busy the machine is.
///
/// Anything else that sleeps (a real `sleep`, a socket, a child process) does not hold the clock up.
pub struct Scene {
    recorder: Recorder,
    lengths: Vec<Duration>,
}

impl Scene {
    /// A scene of `count` tasks, which take 100 ms each. `noun` is what one of them is called; with an `s` it is what several are
    /// called.
    pub fn new(noun: &'static str, count: usize) -> Scene {
        Scene::of(noun, Clock::still(), vec![LENGTH; count])
    }

    /// A scene of tasks that take so many milliseconds.
    pub fn with_lengths(noun: &'static str, milliseconds: &[u64]) -> Scene {
        Scene::of(noun, Clock::still(), milliseconds.iter().copied().map(Duration::from_millis).collect())
    }

    /// The same on tokio's clock, for code that has time limits of tokio's as well. Run it under [`on_tokio`](crate::on_tokio),
    /// where that clock is paused. A task that blocks its thread holds this clock up.
    pub fn on_tokio_clock(noun: &'static str, milliseconds: &[u64]) -> Scene {
        let clock = Clock::Tokio(Arc::new(OnceLock::new()));
        Scene::of(noun, clock, milliseconds.iter().copied().map(Duration::from_millis).collect())
    }

    fn of(noun: &'static str, clock: Clock, lengths: Vec<Duration>) -> Scene {
        Scene { recorder: Recorder::new(noun, clock), lengths }
    }

    /// All its tasks, in order.
    pub fn tasks(&self) -> Vec<Task> {
        (0..self.lengths.len()).map(|number| self.task(number)).collect()
    }

    /// One of its tasks; they are numbered from 0.
    ///
    /// # Panics
    /// Where there is no such task.
    pub fn task(&self, number: usize) -> Task {
        Task { recorder: self.recorder.clone(), number, length: self.lengths[number] }
    }

    /// What has happened so far.
    pub fn seen(&self) -> Seen {
        Seen::new(&self.recorder, self.lengths.len())
    }
}

/// One unit of work: it waits or it computes, and what it does is recorded.
pub struct Task {
    recorder: Recorder,
    number: usize,
    length: Duration,
}

impl Task {
    /// Its number, from 0 on.
    pub fn number(&self) -> usize {
        self.number
    }

    /// What a task of its scene is called.
    pub(crate) fn noun(&self) -> &'static str {
        self.recorder.noun
    }

    /// Waits, as a program waits for an answer: no CPU is needed. The thread is blocked until the wait is over, as by
    /// `std::thread::sleep`.
    pub fn wait(&self) {
        self.recorder.note(self.number, Step::Begin { computes: false, blocks: true });
        let due = self.recorder.clock.block(self.length);
        self.recorder.note(self.number, Step::End { due });
    }

    /// Waits without blocking a thread, as by `tokio::time::sleep(..).await`, on any runtime. Like every future, this does nothing
    /// before it is polled.
    pub fn wait_async(&self) -> Wait {
        Wait::new(&self.recorder, self.number, self.length)
    }

    /// Stands for work that keeps a core busy: the thread does nothing else meanwhile. Whoever computes does not wait for others, so
    /// in a scene as many tasks can compute at once as there are threads for them.
    pub fn compute(&self) {
        self.recorder.note(self.number, Step::Begin { computes: true, blocks: true });
        let due = self.recorder.clock.block(self.length);
        self.recorder.note(self.number, Step::End { due });
    }
}
