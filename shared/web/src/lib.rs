//! What the demos share that fetch over HTTP: whom they ask for what, and what to say where it went wrong. How they fetch stands
//! in each of them.
//!
//! ```no_run
//! use std::process::ExitCode;
//! use timing::Demo;
//!
//! fn main() -> ExitCode {
//!     site::serve_if_asked(); // in the process that is the site, this does not return
//!     let (demo, pages) = web::start(Demo::builder("http_thread"), web::PAGES);
//!     for task in demo.tasks() {
//!         let page = pages.download(task.id);
//!         println!("{}", page.url);
//!     }
//!     demo.report()
//! } // here the site ends
//! ```
//!
//! Data flows one way: [`Things`] (what is fetched) and the flags → [`Server`] (who is asked for it) → [`Download`] (what came so
//! far) and [`Failure`] (why no more came) → a line for the report.

#![forbid(unsafe_code)]

mod address;
mod download;
mod failure;
mod server;

pub use download::Download;
pub use failure::Failure;
pub use server::{LIMIT, PAGES, PHOTOS, RETRIES, Server, Things, start};
