//! How long it takes to build a fresh clone, with all crates downloaded and nothing built: what someone waits for who tries this
//! for the first time. The clone is of what is committed, and lies in `target/bench-clone` while it is used.

use crate::options::Options;
use crate::rounds::{in_turns, run, say};
use crate::row::{Row, Target, Unit};
use crate::show::Table;
use artifacts::{cargo, root};
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use timing::report::sentences::plural;

/// What is run, what that is, and how long it may take, in seconds.
const BUILDS: [(&[&str], &str, f64); 3] = [
    (&["run", "-p", "demo_thread"], "debug build and run", 12.0),
    (&["run", "--release", "-p", "demo_thread"], "release build and run", 20.0),
    (&["build"], "debug build of everything", 90.0),
];

/// Measures them.
///
/// # Errors
/// Where git or cargo fails.
pub fn measure(options: &Options) -> Result<Table, String> {
    let rounds = options.rounds(3);
    let clone = root().join("target/bench-clone");
    let measured = fresh(&clone).and_then(|()| in_turns(&BUILDS, rounds, |(arguments, ..)| build(&clone, arguments)));
    let removed = remove(&clone);
    let rows = BUILDS.iter().zip(measured?).map(|((arguments, what, most_s), samples)| {
        let row = Row::new(format!("cargo {}", arguments.join(" ")), *what, Unit::Time, samples);
        row.target(Target::AtMost(most_s * 1e9), options.smoke)
    });
    let rows = rows.collect();
    removed?;
    let how = format!(
        "A fresh clone, crates downloaded, nothing built, to the end of the command: {}.",
        plural(rounds as u64, "round")
    );
    Ok(Table { name: "builds", how, rows })
}

/// Clones the project and downloads the crates.
fn fresh(clone: &Path) -> Result<(), String> {
    say("a fresh clone, and its crates");
    remove(clone)?;
    finish(Command::new("git").args(["clone", "--quiet"]).arg(root()).arg(clone))?;
    finish(Command::new(cargo()).args(["fetch", "--quiet", "--locked"]).current_dir(clone))
}

/// Runs cargo on an empty target folder, and returns how long that took, in nanoseconds.
fn build(clone: &Path, arguments: &[&str]) -> Result<f64, String> {
    say(&format!("cargo {}", arguments.join(" ")));
    let target = clone.join("target");
    remove(&target)?;
    let mut command = Command::new(cargo());
    command.args(arguments);
    command.current_dir(clone).env("CARGO_TARGET_DIR", &target).env("CARGO_NET_OFFLINE", "true");
    Ok(run(&mut command)?.wall_ns)
}

fn finish(command: &mut Command) -> Result<(), String> {
    let status = command.stdin(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("{command:?} cannot be run: {error}")),
    }
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("{} cannot be removed: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}
