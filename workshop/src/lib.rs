//! What the exercises stand on: tasks that wait and compute without taking real time, a record of what a learner's code did
//! with them, and messages that teach.
//!
//! An exercise sees a few calls of it:
//!
//! ```
//! use workshop::{Scene, Task};
//!
//! fn one_after_the_other(tasks: &[Task]) {
//!     for task in tasks {
//!         task.wait();
//!     }
//! }
//!
//! workshop::run(|| {
//!     let scene = Scene::new("wait", 2);
//!     one_after_the_other(&scene.tasks());
//!     let seen = scene.seen();
//!     seen.expect_all_ended();
//!     assert_eq!(seen.peak(), 1);
//!     println!("{seen}");
//! });
//! ```
//!
//! Data flows one way, and the modules stand in that order: `system` (threads and processes, as the operating system tells of them)
//! → `clock` (when a wait is over) → `record` (what happened) → [`Scene`] and [`Task`] (what an exercise is given), [`Server`] (the same
//! for requests), [`Studio`] (for photos), [`Pauses`], [`Lock`] and [`SlowAtomic`] (what several threads share) → [`Seen`] (what a
//! learner's code did, figures and lanes) →
//! the checks of [`Seen`] and [`expect`] → [`test`] and [`run`], under which all of it runs, with the watchdog.
//!
//! The README says how to use the workshop, CONTRIBUTING.md how an exercise is made.

#![warn(missing_docs)]

mod at_once;
mod checks;
mod clock;
mod darkroom;
mod lanes;
mod lock;
mod pauses;
mod pixels;
mod program;
mod record;
mod run;
mod scene;
mod seen;
mod server;
mod slow_atomic;
mod steps;
mod studio;
mod system;
mod verdict;
mod wait;
mod watchdog;
mod workers;

pub use at_once::at_once;
pub use lock::{Lock, Locked};
pub use pauses::Pauses;
pub use program::program;
pub use run::{left_behind, on_tokio, on_tokio_in_real_time, run, test};
pub use scene::{Scene, Task};
pub use seen::{Seen, Stretch};
pub use server::Server;
pub use slow_atomic::SlowAtomic;
pub use studio::{Developed, Photo, Picture, Studio};
pub use verdict::{expect, expect_eq, expect_no_panic};
pub use wait::Wait;
pub use workers::Workers;
