//! Has cargo build the demos, and asks it where they are.

use crate::contestants::Contestant;
use serde_json::Value;
use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use timing::progress;

/// Builds the demos as this program was built: in release where it was. What cannot be built is missing in the result, with
/// cargo's own words on standard error.
///
/// # Errors
/// Where cargo itself cannot be run, in words.
pub fn build(contestants: &[Contestant]) -> Result<HashMap<String, PathBuf>, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(&cargo);
    command.args(["build", "--quiet", "--keep-going", "--message-format=json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    for contestant in contestants {
        command.args(["--package", &contestant.package()]);
    }
    command.current_dir(&folder).stdin(Stdio::null());
    progress::show("cargo builds the demos", ", the first time for about a minute");
    let output = command.output(); // what cargo complains of is passed on when the progress is wiped
    progress::wipe();
    let output = output.map_err(|error| {
        format!("cargo cannot be run in {} ({error}); it builds the demos that are compared", folder.display())
    })?;
    let _ = io::stderr().write_all(&output.stderr);
    Ok(executables(&output.stdout))
}

/// Reads cargo's messages, a JSON object a line (<https://doc.rust-lang.org/cargo/reference/external-tools.html>).
fn executables(messages: &[u8]) -> HashMap<String, PathBuf> {
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
}
