//! A small web site on this machine, for programs that fetch: pages that link to each other, photos, answers that come late, and
//! trouble. It needs no internet, and it is the same every time.
//!
//! A demo starts the site by itself, as a process of its own, so that the site's CPU time and memory are not counted as the demo's.
//! That process is the demo's own program, started once more: there is nothing else that would have to be built first.
//!
//! ```no_run
//! use site::{Site, SiteOptions};
//!
//! fn main() -> Result<(), String> {
//!     site::serve_if_asked(); // in the process that is the site, this does not return
//!     let site = Site::start(&SiteOptions { photos: 10, ..SiteOptions::default() })?;
//!     println!("{}", site.address_of("/photo/7.jpg"));
//!     Ok(())
//! } // here the site ends
//! ```
//!
//! Data flows one way: [`SiteOptions`] (what the site is to be like) → [`graph`] and the other pages, [`photos`] (what it serves) → the
//! server → [`Site`] (a server that was started).

#![forbid(unsafe_code)]

pub mod graph;
mod html;
mod latency;
mod options;
mod process;
mod server;
mod stats;
mod trouble;

pub use latency::Latency;
pub use options::SiteOptions;
pub use process::{Site, serve, serve_if_asked};
pub use stats::{Requests, Stats};
pub use trouble::{Planted, Trouble};

/// So many requests for `/trouble/KIND/KEY` with the same key have trouble; those that follow have none.
pub const TRIES: u32 = 2;
