//! What the site promises, tried on the real program over real sockets.

mod client;
mod crowd;
mod life;
mod serves;
mod trouble;

use site::{Site, SiteOptions};
use std::path::Path;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_site");

/// Far more than anything here takes.
const DEADLINE: Duration = Duration::from_secs(60);

#[track_caller]
fn start(options: &SiteOptions) -> Site {
    Site::start_program(Path::new(PROGRAM), options).unwrap()
}
