//! A demo that a program here runs to its end, for the report that it leaves.

use crate::launch::{EndedFor, Governed};
use crate::report::sentences::show_size;
use crate::report::{Report, Run};
use crate::workload::{Speed, show_duration};
use std::fmt;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The exit code of a program that has refused its command line, and so has run nothing.
const REFUSED: i32 = 2;
/// The exit code of a program that was told to end, as by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// No report of those that are read here is longer, in bytes: one of 100,000 tasks has a fifth of that.
const REPORT_MOST: usize = 1 << 28;

/// Of what it says, so many characters are shown.
const SAID_MOST: usize = 1_000;

/// Why a demo that was run has left no report.
#[derive(Debug)]
pub enum Trouble {
    /// It could not be started.
    NotStarted(io::Error),
    /// It was stopped because it took longer than this.
    Overdue(Duration),
    /// It printed more than any report has, and was ended.
    Endless,
    /// It has refused to run, and says why: what was asked for does not fit, or cannot be.
    Refused(String),
    /// It ended without a report, or with something that is none: what, how it ended, and what it said first.
    NoReport(String, ExitStatus, Option<String>),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Trouble::NotStarted(error) => write!(f, "it cannot be started: {error}"),
            Trouble::Overdue(deadline) => {
                write!(f, "it was stopped after {}", show_duration(deadline.as_nanos() as u64))
            }
            Trouble::Endless => {
                write!(f, "it printed more than {}: no report is so long", show_size(REPORT_MOST as u64))
            }
            Trouble::Refused(why) => f.write_str(why),
            Trouble::NoReport(what, status, said) => {
                let said = said.as_ref().map(|line| format!(": {line}")).unwrap_or_default();
                write!(f, "{what} ({status}){said}")
            }
        }
    }
}

/// Runs a demo with one run to its end and returns that. `command` says what is to be done; `--json` must be among it. What the demo
/// says on standard error is not shown. When `interrupted` becomes true, the demo is told to end, and reports what it has.
///
/// # Errors
/// Why there is no report. A demo whose tasks failed has one; one that fails otherwise has none that counts, whatever it printed.
pub fn run(
    command: &mut Command,
    speed: Option<Speed>,
    deadline: Duration,
    interrupted: &AtomicBool,
) -> Result<Run, Trouble> {
    let governed =
        Governed { run: None, speed, collect_errors: true, deadline: Some(deadline), output_most: Some(REPORT_MOST) };
    let outcome = governed.run(command, interrupted).map_err(Trouble::NotStarted)?;
    match outcome.ended_for {
        None => {}
        Some(EndedFor::Endless) => return Err(Trouble::Endless),
        Some(EndedFor::Late | EndedFor::StandingStill) => return Err(Trouble::Overdue(deadline)),
    }
    let said = outcome.errors.lines().find(|line| !line.trim().is_empty()).map(|line| harmless(line, SAID_MOST));
    let no_report = |what: String| Trouble::NoReport(what, outcome.status, said.clone());
    match Report::from_json(&outcome.output) {
        Ok(report) if !is_of(&report, command) => {
            Err(no_report(format!("its report is one of demo_{}", harmless(&report.demo, SAID_MOST))))
        }
        Ok(report) => match report.runs.into_iter().next() {
            None => Err(no_report("its report is empty".to_owned())),
            Some(run) if !may_end_so(&run, outcome.status) => Err(no_report("it reported and then failed".to_owned())),
            Some(run) => Ok(harmless_run(run)),
        },
        Err(_) if outcome.output.is_empty() => match &said {
            Some(why) if outcome.status.code() == Some(REFUSED) => Err(Trouble::Refused(why.clone())),
            _ => Err(no_report("it ended without a report".to_owned())),
        },
        Err(error) => {
            let why = harmless(&error.to_string(), SAID_MOST);
            Err(no_report(format!("its report cannot be read: {why}")))
        }
    }
}

/// Whether a report is one of the demo that was started. A demo's program is called as the demo is: `demo_thread`.
fn is_of(report: &Report, command: &Command) -> bool {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    report.demo == program.strip_prefix("demo_").unwrap_or(&program)
}

/// Whether a demo that has reported this run ends so where nothing else goes wrong.
fn may_end_so(run: &Run, status: ExitStatus) -> bool {
    status.success() || status.code() == Some(INTERRUPTED) || (status.code() == Some(1) && !run.failures.is_empty())
}

/// The run, with nothing in its words that could disturb a terminal.
fn harmless_run(mut run: Run) -> Run {
    let failures = run.failures.iter_mut().map(|failure| &mut failure.reason);
    let words = failures.chain(run.notes.iter_mut().map(|note| &mut note.sentence)).chain([&mut run.name]);
    words.filter(|words| words.chars().any(char::is_control)).for_each(|words| *words = harmless(words, SAID_MOST));
    run
}

/// What others say, no longer than `most` characters, and without those that could disturb a terminal.
pub fn harmless(text: &str, most: usize) -> String {
    let mut shown: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect();
    if text.trim().chars().count() > most {
        shown.push_str("...");
    }
    shown
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn trouble(script: &str, deadline: Duration) -> Trouble {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(&mut command, None, deadline, &AtomicBool::new(false)).unwrap_err()
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_demo_that_goes_wrong_says_how() {
        let failed = trouble("echo it broke >&2; exit 3", MINUTE).to_string();
        assert_eq!(failed, "it ended without a report (exit status: 3): it broke");
        let garbage = trouble("echo hello", MINUTE).to_string();
        assert!(garbage.contains("cannot be read") && garbage.contains("exit status: 0"), "{garbage}");
        let overdue = trouble("exec sleep 60", Duration::from_millis(100)).to_string();
        assert_eq!(overdue, "it was stopped after 100 ms");
    }

    #[test]
    fn what_others_say_is_shown_in_short() {
        assert_eq!(harmless(" oh\x1b[31m no \n", 120), "oh [31m no");
        assert_eq!(harmless(&"x".repeat(1_000), 120), format!("{}...", "x".repeat(120)));
    }

    #[test]
    fn a_refusal_is_told_from_a_failure() {
        let refused = trouble("echo 'demo_x: they do not fit' >&2; exit 2", MINUTE);
        assert!(matches!(&refused, Trouble::Refused(why) if why == "demo_x: they do not fit"), "{refused:?}");
        assert!(matches!(trouble("exit 2", MINUTE), Trouble::NoReport(..)), "without a reason it is a failure");
        assert!(matches!(trouble("echo '{}'; echo oh >&2; exit 2", MINUTE), Trouble::NoReport(..)));
    }

    #[test]
    fn what_cannot_be_started_is_told() {
        let mut command = Command::new("/there/is/no/such/program");
        let trouble = run(&mut command, None, MINUTE, &AtomicBool::new(false)).unwrap_err();
        assert!(trouble.to_string().starts_with("it cannot be started: "), "{trouble}");
    }
}
