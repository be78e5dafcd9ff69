//! Runs the programs that the book shows.

use crate::plan::{Figure, Keeps};
use artifacts::Programs;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use timing::launch::{Governed, Outcome};

/// How wide what is printed may be: it stands in a page.
const COLUMNS: &str = "80";

/// What programs print and draw has to be the same wherever it is recorded.
const NO_VARIABLES: [&str; 5] = ["CLICOLOR_FORCE", "FORCE_COLOR", "LANG", "LC_CTYPE", "TERM"];

/// What is kept of a run: names of files, and what is in them.
pub type Kept = Vec<(String, Vec<u8>)>;

/// How long a program may take.
#[derive(Clone, Copy)]
pub struct Patience(pub Duration);

/// What is needed to run programs.
pub struct Stage<'a> {
    /// Where they are.
    pub programs: &'a Programs,
    /// How long each may take.
    pub patience: Patience,
    /// Whether Ctrl-C was pressed.
    pub interrupted: &'a AtomicBool,
}

impl Stage<'_> {
    /// Runs the command of `figure` as readers do, and returns what is to be kept of it.
    ///
    /// # Errors
    /// Why nothing can be kept, in words.
    pub fn record(&self, figure: &Figure) -> Result<Kept, String> {
        let scratch = scratch()?;
        let picture = scratch.path().join("figure.svg");
        let mut command = self.command(&figure.command, scratch.path())?;
        if figure.keeps == Keeps::Figure {
            command.arg("--svg").arg(&picture);
        }
        let outcome = self.run(&mut command, figure.exit)?;
        let name = |ending: &str| format!("{}.{ending}", figure.name);
        let kept = match &figure.keeps {
            Keeps::Figure => vec![(name("svg"), read(&picture)?), (name("txt"), outcome.output)],
            Keeps::Errors => vec![(name("txt"), outcome.errors.into_bytes())],
            Keeps::Output | Keeps::File(_) => vec![(name("txt"), outcome.output)],
        };
        all_there(kept)
    }

    /// The same for a figure that is a file which the run leaves behind. It does so with `--json` as well, so that the report is of the
    /// same run.
    ///
    /// # Errors
    /// Why nothing can be kept, in words.
    pub fn record_file(&self, figure: &Figure, file: &str) -> Result<(Kept, Value), String> {
        let scratch = scratch()?;
        let report = self.report_in(scratch.path(), figure, &figure.command)?;
        let ending = Path::new(file).extension().and_then(OsStr::to_str).unwrap_or("txt");
        let kept = vec![(format!("{}.{ending}", figure.name), read(&scratch.path().join(file))?)];
        Ok((all_there(kept)?, report))
    }

    /// Runs a command of `figure` with `--json`, and returns its report.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn report(&self, figure: &Figure, words: &[String]) -> Result<Value, String> {
        self.report_in(scratch()?.path(), figure, words)
    }

    fn report_in(&self, scratch: &Path, figure: &Figure, words: &[String]) -> Result<Value, String> {
        let mut command = self.command(words, scratch)?;
        let outcome = self.run(command.arg("--json"), figure.exit)?;
        serde_json::from_slice(&outcome.output).map_err(|error| format!("its report cannot be read: {error}"))
    }

    /// Whether a command is accepted as it stands: with `--help` after its flags it does nothing but read them.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn accepts(&self, words: &[String]) -> Result<(), String> {
        let scratch = scratch()?;
        let mut command = self.command(words, scratch.path())?;
        self.run(command.arg("--help"), 0).map(drop)
    }

    fn command(&self, words: &[String], scratch: &Path) -> Result<Command, String> {
        let (program, flags) = words.split_first().ok_or("its command is empty")?;
        let mut command = Command::new(artifacts::find(self.programs, program)?);
        command.args(flags.iter().map(|flag| flag.replace("{scratch}", &scratch.to_string_lossy())));
        command.current_dir(artifacts::root());
        command.env("COLUMNS", COLUMNS).env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
        for name in NO_VARIABLES {
            command.env_remove(name);
        }
        Ok(command)
    }

    fn run(&self, command: &mut Command, exit: i32) -> Result<Outcome, String> {
        let deadline = Some(self.patience.0);
        let governed = Governed { collect_errors: true, deadline, ..Governed::default() };
        let outcome =
            governed.run(command, self.interrupted).map_err(|error| format!("it cannot be started: {error}"))?;
        if self.interrupted.load(Ordering::Relaxed) {
            return Err("it was interrupted".to_owned());
        }
        if outcome.ended_for.is_some() {
            return Err(format!("it was stopped after {} s", self.patience.0.as_secs()));
        }
        if outcome.status.code() == Some(exit) {
            return Ok(outcome);
        }
        let said = outcome.errors.lines().next().map(|line| format!(": {line}")).unwrap_or_default();
        Err(format!("it ended with {}, not {exit}{said}", outcome.status))
    }
}

fn all_there(kept: Kept) -> Result<Kept, String> {
    match kept.iter().find(|(_, bytes)| bytes.is_empty()) {
        Some((file, _)) => Err(format!("there is nothing for {file}")),
        None => Ok(kept),
    }
}

fn scratch() -> Result<TempDir, String> {
    tempfile::tempdir().map_err(|error| format!("no folder can be made for it: {error}"))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("it left no {}: {error}", path.display()))
}
