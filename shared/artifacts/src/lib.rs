//! Has cargo build the programs that a tool runs, and asks it where they are: an artifact is what cargo has built. The tools build
//! demos apart from themselves, so that these are exactly what everybody else runs.

#![forbid(unsafe_code)]

use serde_json::Value;
use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Where programs are, by name.
pub type Programs = HashMap<String, PathBuf>;

/// The profile that the calling tool was itself built in: the demos that it runs are built in the same one.
pub const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

/// What cargo has built.
#[derive(Debug)]
pub struct Built {
    programs: Programs,
    failure: Option<String>,
    /// What cargo complained of, for standard error.
    pub complaints: Vec<u8>,
}

impl Built {
    /// The programs, where all of them could be built.
    ///
    /// # Errors
    /// That cargo failed. Why is among its complaints.
    pub fn all(self) -> Result<Programs, String> {
        self.failure.map_or(Ok(self.programs), Err)
    }

    /// As many of the programs as could be built.
    pub fn some(self) -> Programs {
        self.programs
    }
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The cargo that runs this, or the one that is found.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

/// Has cargo do what `arguments` say (`["build", "--package=bench"]`) in the profile `profile` (`release`). It is silent
/// until it is done.
///
/// # Errors
/// Where cargo itself cannot be run, in words.
pub fn build(arguments: &[&str], profile: &str) -> Result<Built, String> {
    let mut command = Command::new(cargo());
    command.args(arguments).args(["--quiet", "--message-format=json-render-diagnostics", "--profile", profile]);
    command.current_dir(root()).stdin(Stdio::null());
    let output = command.output().map_err(|error| {
        format!("cargo cannot be run in {} ({error}); it builds what is to be run", root().display())
    })?;
    let failure =
        (!output.status.success()).then(|| format!("cargo {} ended with {}", arguments.join(" "), output.status));
    Ok(Built { programs: executables(&output.stdout), failure, complaints: output.stderr })
}

/// Has cargo build packages. Those that can be built are, even where others cannot. It stops where `interrupted` is set.
///
/// One after the other: several at once would each be built with whatever the others want of the crates that they share. That is
/// not what `cargo run` builds, but it would take its place, and a program that is running there could not start itself again.
///
/// # Errors
/// Where cargo itself cannot be run, in words.
pub fn build_each<'a>(
    packages: impl IntoIterator<Item = &'a str>,
    profile: &str,
    interrupted: &AtomicBool,
) -> Result<Built, String> {
    let mut all = Built { programs: Programs::new(), failure: None, complaints: Vec::new() };
    for package in packages {
        if interrupted.load(Ordering::Relaxed) {
            all.failure = all.failure.or_else(|| Some(format!("Ctrl-C came before cargo had built {package}")));
            break;
        }
        let built = build(&["build", "--package", package], profile)?;
        all.programs.extend(built.programs);
        all.failure = all.failure.or(built.failure);
        // Of what all share, cargo says the same again for each.
        if !all.complaints.ends_with(&built.complaints) {
            all.complaints.extend(built.complaints);
        }
    }
    Ok(all)
}

/// Has cargo build demos, which are given by their names: `thread`. Otherwise like [`build_each`].
///
/// # Errors
/// Where cargo itself cannot be run, in words.
pub fn build_demos(demos: &[&str], profile: &str, interrupted: &AtomicBool) -> Result<Built, String> {
    let packages: Vec<String> = demos.iter().map(|demo| format!("demo_{demo}")).collect();
    build_each(packages.iter().map(String::as_str), profile, interrupted)
}

/// Where program `name` is.
///
/// # Errors
/// Where cargo has not built it.
pub fn find<'a>(programs: &'a Programs, name: &str) -> Result<&'a Path, String> {
    programs.get(name).map(PathBuf::as_path).ok_or_else(|| format!("cargo did not say where it has built {name}"))
}

/// Reads cargo's messages, a JSON object a line (<https://doc.rust-lang.org/cargo/reference/external-tools.html>).
fn executables(messages: &[u8]) -> Programs {
    let lines = messages.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?.to_owned();
            Some((name, PathBuf::from(message["executable"].as_str()?)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_are_taken_from_what_cargo_says() {
        let messages = br#"
{"reason":"compiler-artifact","target":{"name":"timing","kind":["lib"]},"executable":null}
{"reason":"compiler-artifact","target":{"name":"demo_thread","kind":["bin"]},"executable":"/t/demo_thread"}
{"reason":"build-finished","success":true}
not json"#;
        let found = executables(messages);
        assert_eq!(found.len(), 1);
        assert_eq!(found["demo_thread"], PathBuf::from("/t/demo_thread"));
    }

    #[test]
    fn the_root_is_that_of_the_workspace() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"), "{manifest}");
    }

    #[test]
    fn what_cannot_be_built_is_told_or_left_out() {
        let built = || build(&["build", "--package=there_is_none_of_this_name"], "dev").unwrap();
        let failure = built().all().unwrap_err();
        assert!(failure.contains("cargo build --package=there_is_none_of_this_name ended with"), "{failure}");
        let complaints = String::from_utf8(built().complaints).unwrap();
        assert!(complaints.contains("there_is_none_of_this_name"), "{complaints}");
        assert!(built().some().is_empty());
    }

    #[test]
    fn packages_that_can_be_built_are_where_others_cannot() {
        let built = build_each(["nothing", "demo_sequential", "nothing"], "dev", &AtomicBool::new(false)).unwrap();
        assert!(built.failure.as_ref().is_some_and(|failure| failure.contains("nothing")), "{built:?}");
        assert!(built.some().contains_key("demo_sequential"));
    }

    #[test]
    fn what_is_said_again_is_told_once() {
        let built = build_each(["nothing", "nothing"], "dev", &AtomicBool::new(false)).unwrap();
        assert_eq!(String::from_utf8(built.complaints).unwrap().matches("nothing").count(), 1);
    }

    #[test]
    fn after_ctrl_c_nothing_more_is_built() {
        let built = build_each(["demo_sequential"], "dev", &AtomicBool::new(true)).unwrap();
        assert_eq!(built.all().unwrap_err(), "Ctrl-C came before cargo had built demo_sequential");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        assert!(find(&Programs::new(), "demo_thread").unwrap_err().contains("demo_thread"));
    }
}
