//! A wait as a future.

use crate::clock::{Clock, Still, Ticket};
use crate::record::{Recorder, Step};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// A task's wait, for `.await`. As every future, it does nothing before it is polled.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Wait {
    recorder: Recorder,
    task: usize,
    length: Duration,
    stage: Stage,
}

enum Stage {
    Made,
    Waiting(Timer, Duration),
    Ended,
}

enum Timer {
    Still(Arc<Still>, Ticket),
    Tokio(Pin<Box<tokio::time::Sleep>>),
}

impl Wait {
    pub(crate) fn new(recorder: &Recorder, task: usize, length: Duration) -> Wait {
        recorder.note(task, Step::Made);
        Wait { recorder: recorder.clone(), task, length, stage: Stage::Made }
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let wait = &mut *self;
        if matches!(wait.stage, Stage::Made) {
            let begin = wait.recorder.note(wait.task, Step::Begin { computes: false, blocks: false });
            let timer = match &wait.recorder.clock {
                Clock::Still(still) => Timer::Still(Arc::clone(still), still.begin(wait.length)),
                Clock::Tokio(_) | Clock::Real(_) => Timer::Tokio(Box::pin(tokio::time::sleep(wait.length))),
            };
            wait.stage = Stage::Waiting(timer, begin + wait.length);
        }
        wait.recorder.note(wait.task, Step::Poll);
        let Stage::Waiting(timer, due) = &mut wait.stage else { panic!("a wait was polled after its end") };
        let is_over = match timer {
            Timer::Still(still, ticket) => still.is_over(*ticket, context.waker()),
            Timer::Tokio(sleep) => sleep.as_mut().poll(context).is_ready(),
        };
        if !is_over {
            return Poll::Pending;
        }
        wait.recorder.note(wait.task, Step::End { due: *due });
        wait.stage = Stage::Ended;
        Poll::Ready(())
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if let Stage::Waiting(timer, _) = &self.stage {
            if let Timer::Still(still, ticket) = timer {
                still.forget(*ticket);
            }
            self.recorder.note(self.task, Step::Cancel);
        }
    }
}
