//! What the book shows of other programs than those of this workspace: what the compiler says of a program that it refuses,
//! and the lines in which two demos differ.

use crate::plan::{Diff, Refused};
use std::env;
use std::ffi::OsString;
use std::process::{Command, Output, Stdio};

/// What the compiler says of a program.
///
/// # Errors
/// Where it accepts the program, or refuses it for another reason.
pub fn refuse(refused: &Refused) -> Result<Vec<u8>, String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("no folder can be made for it: {error}"))?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let mut command = Command::new(rustc);
    command.args(["--edition", "2024", "--emit=metadata", "--color", "never", "--out-dir"]).arg(scratch.path());
    let output = run(command.arg(&refused.source))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        return Err(format!("the compiler accepts {}", refused.source));
    }
    if !said.contains(&format!("error[{}]", refused.error)) {
        return Err(format!(
            "the compiler does not name {} in what it says of {}:\n{said}",
            refused.error, refused.source
        ));
    }
    Ok(without_places(&said).into_bytes())
}

/// Where the source of the standard library lies is different on every machine.
fn without_places(said: &str) -> String {
    let short = |line: &str| match line.split_once("--> /") {
        Some((before, path)) => match path.split_once("/library/") {
            Some((_, rest)) => format!("{before}--> library/{rest}\n"),
            None => format!("{line}\n"),
        },
        None => format!("{line}\n"),
    };
    said.lines().map(short).collect()
}

/// The lines in which two demos differ.
///
/// # Errors
/// Where they cannot be told.
pub fn diff(diff: &Diff) -> Result<Vec<u8>, String> {
    let mut command = Command::new("bash");
    command.args(["docs/tools/diff-demos", &diff.from, &diff.to]);
    // How git shows differences can be changed by everybody for themselves.
    let unset = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", unset).env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_EXTERNAL_DIFF");
    let output = run(&mut command)?;
    match output.status.code() {
        Some(0) if !output.stdout.is_empty() => Ok(output.stdout),
        _ => Err(format!("docs/tools/diff-demos: {}", String::from_utf8_lossy(&output.stderr).trim_end())),
    }
}

fn run(command: &mut Command) -> Result<Output, String> {
    command.current_dir(artifacts::root()).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    let name = command.get_program().to_string_lossy().into_owned();
    command.output().map_err(|error| format!("{name} cannot be started: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::Scratch;

    fn refused(source: &str, error: &str) -> Result<Vec<u8>, String> {
        let (name, says) = ("x".to_owned(), String::new());
        refuse(&Refused { name, source: source.to_owned(), error: error.to_owned(), says })
    }

    #[test]
    fn a_program_has_to_be_refused_for_the_reason_that_is_named() {
        let source = "demos/sharing/refused/data_race.rs";
        assert!(String::from_utf8(refused(source, "E0499").unwrap()).unwrap().contains("data_race.rs"));
        assert!(refused(source, "E0277").unwrap_err().contains("does not name E0277"));
        assert!(refused("tools/figures/src/none.rs", "E0499").unwrap_err().contains("none.rs"));
        let scratch = Scratch::new();
        let fine = scratch.file("fine.rs");
        std::fs::write(&fine, "fn main() {}").unwrap();
        assert!(refused(&fine, "E0499").unwrap_err().contains("accepts"));
    }

    #[test]
    fn the_place_of_the_standard_library_is_left_out() {
        let said = "note: required\n   --> /home/x/rustlib/src/rust/library/std/src/thread.rs:9:5\n  --> a.rs:1:2\n";
        assert_eq!(without_places(said), "note: required\n   --> library/std/src/thread.rs:9:5\n  --> a.rs:1:2\n");
    }

    #[test]
    fn demos_differ_or_are_not_there() {
        let diff = |from: &str, to: &str| diff(&Diff { from: from.to_owned(), to: to.to_owned() });
        let lines = String::from_utf8(diff("sequential", "thread").unwrap()).unwrap();
        assert!(lines.contains("\n+") && !lines.contains("diff --git"), "{lines}");
        assert!(diff("sequential", "threads").unwrap_err().contains("there is no demo 'threads'"));
    }
}
