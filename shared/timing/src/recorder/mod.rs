//! What happened, when, on which thread, process and core.

mod heartbeat;
mod panics;
mod run;
mod task;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_with_a_reference;
#[cfg(test)]
mod tests_with_marks;
mod worker;

pub use heartbeat::{Beat, HEARTBEAT, Heartbeat};
pub use panics::remember_panics;
pub use run::{Needed, Note, Recorder, Start, Stop, Turns};
pub use task::Task;
pub use worker::{Record, WorkOrder, end_with_parent, finish_with_parent};
