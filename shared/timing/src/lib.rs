//! Records, measures, reports and draws what the demos do.
//!
//! Data flows one way, and the modules stand in that order: [`workload`] (what is to be done) → `recorder` (what
//! happened, when, on which thread, process and core, in [`span`]s) → [`timeline`] (the record, checked) → [`report`] (figures worked
//! out from it) → [`figure`] (terminal, SVG, trace file). [`Demo`] puts them together, so that a demo has to name nothing
//! but its tasks:
//!
//! ```no_run
//! use std::process::ExitCode;
//! use std::thread;
//! use timing::Demo;
//!
//! fn main() -> ExitCode {
//!     let demo = Demo::from_args("sequential");
//!     for mut task in demo.tasks() {
//!         task.begin();
//!         thread::sleep(task.wait);
//!         task.compute();
//!     }
//!     demo.report()
//! }
//! ```

mod demo;
pub mod figure;
pub mod launch;
pub mod limits;
pub mod look;
pub mod output;
mod platform;
pub mod progress;
pub mod recorder;
pub mod report;
pub mod reported;
pub mod span;
pub mod timeline;
mod watch;
pub mod workload;

pub use demo::{Demo, DemoBuilder, RunKind, WORKERS, arguments, read_options};
pub use recorder::{Heartbeat, Record, Task, WorkOrder, end_with_parent, finish_with_parent};
pub use watch::note_interrupts;
