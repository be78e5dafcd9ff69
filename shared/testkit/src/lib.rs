//! Runs the real programs in tests, as users meet them, and reads what they report.
//!
//! Nothing here knows the `timing` crate. What the tests check is the promise to the outside: exit codes, what is on
//! standard output and standard error, and the keys of the report, whose figures are worked out again here, slowly and
//! in another way ([`mod@reference`]).
//!
//! - [`Program`] runs a binary with a deadline. Nothing sleeps and hopes: [`wait_until`] looks for an event.
//! - On Linux a program can also run on a terminal of its own, which is resized, typed into and closed while it runs
//!   (`OnTerminal`); [`Screen`] knows what stands on it then.
//! - [`not_checked`] is how a test says that this machine cannot show what it is about.
//! - [`remembering_cargo`] saves the tests of a tool from waiting for cargo again and again.
//! - [`Report`] is what `--json` printed.
//! - [`promises`] holds what every demo promises, a function a promise. A demo's `tests/demo/promises.rs` calls them; what
//!   its record must show, and no other's, stands in its `tests/demo/record.rs`.
//!
//! ```no_run
//! use testkit::Demo;
//!
//! const DEMO: Demo = Demo::new("target/debug/demo_thread"); // in a test: env!("CARGO_BIN_EXE_demo_thread")
//!
//! let run = DEMO.run("--tasks 3 --wait 50ms");
//! assert_eq!(run.concurrency_peak, 3);
//! ```

mod cargo;
#[cfg(target_os = "linux")]
mod control_group;
mod demo;
mod not_checked;
pub mod processes;
mod program;
pub mod promises;
pub mod reference;
mod report;
mod scratch;
mod screen;
#[cfg(target_os = "linux")]
mod terminal;

pub use cargo::remembering_cargo;
pub use demo::Demo;
pub use not_checked::not_checked;
#[cfg(unix)]
pub use program::kill;
pub use program::{Outcome, Program, Running, side_by_side, wait_until};
pub use report::{Failure, Heartbeat, Interval, Machine, Report, Run, Span, Task, Workload};
pub use scratch::Scratch;
pub use screen::Screen;
#[cfg(target_os = "linux")]
pub use terminal::OnTerminal;
