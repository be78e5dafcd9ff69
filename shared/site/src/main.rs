//! The site by itself, to look at with a browser or to fetch from with a program of your own.
//!
//! Run it with `just site`, or `cargo run --release -p site`. Its page: `docs/src/site.md`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    site::serve_if_asked();
    site::serve()
}
