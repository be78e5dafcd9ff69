//! Has cargo build what is measured, and asks it where that is.

use crate::options::Options;
use crate::rounds::say;
use serde_json::Value;
use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where programs are, by name.
pub type Programs = HashMap<String, PathBuf>;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The cargo that runs this, or the one that is found.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

/// Builds programs as their users do: in release, or in debug for a smoke run. `arguments` say what is built.
///
/// # Errors
/// Where one of them cannot be built.
pub fn build(arguments: &[&str], options: &Options) -> Result<Programs, String> {
    say(&format!("cargo {}", arguments.join(" ")));
    let mut command = Command::new(cargo());
    command.args(arguments).args(["--quiet", "--message-format=json-render-diagnostics"]);
    command.arg("--profile").arg(match (options.smoke, arguments[0]) {
        (true, _) => "dev",
        (false, "bench") => "bench",
        (false, _) => "release",
    });
    command.current_dir(root()).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo {} ended with {}", arguments.join(" "), output.status));
    }
    Ok(executables(&output.stdout))
}

/// Builds demos, apart from this package so that they are exactly what everybody else runs.
///
/// # Errors
/// Where one of them cannot be built.
pub fn build_demos(demos: &[&str], options: &Options) -> Result<Programs, String> {
    let packages: Vec<String> = demos.iter().map(|demo| format!("--package=demo_{demo}")).collect();
    let arguments: Vec<&str> = ["build"].into_iter().chain(packages.iter().map(String::as_str)).collect();
    build(&arguments, options)
}

/// Where program `name` is.
///
/// # Errors
/// Where cargo has not built it.
pub fn find<'a>(programs: &'a Programs, name: &str) -> Result<&'a Path, String> {
    programs.get(name).map(PathBuf::as_path).ok_or_else(|| format!("cargo did not say where it has built {name}"))
}

/// Reads cargo's messages, a JSON object a line (https://doc.rust-lang.org/cargo/reference/external-tools.html).
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
