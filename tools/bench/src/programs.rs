//! Has cargo build what is measured, as its users build it.

use crate::options::Options;
use crate::rounds::say;
use artifacts::{Built, Programs};
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

/// Builds programs in release, or in debug for a smoke run. `arguments` say what is built.
///
/// # Errors
/// Where one of them cannot be built.
pub fn build(arguments: &[&str], options: &Options) -> Result<Programs, String> {
    say(&format!("cargo {}", arguments.join(" ")));
    let profile = match (options.smoke, arguments[0]) {
        (true, _) => "dev",
        (false, "bench") => "bench",
        (false, _) => "release",
    };
    all_of(artifacts::build(arguments, profile)?)
}

/// Builds demos.
///
/// # Errors
/// Where one of them cannot be built.
pub fn build_demos(demos: &[&str], options: &Options) -> Result<Programs, String> {
    say(&format!("cargo build of {}", demos.join(", ")));
    let never = AtomicBool::new(false); // Ctrl-C ends this program at once
    all_of(artifacts::build_demos(demos, if options.smoke { "dev" } else { "release" }, &never)?)
}

fn all_of(built: Built) -> Result<Programs, String> {
    let _ = io::stderr().write_all(&built.complaints);
    built.all()
}
