//! A demo that a program here runs to its end, for the report that it leaves.

use crate::launch::{EndedFor, Governed};
use crate::report::sentences::show_size;
use crate::report::{Report, Run};
use crate::workload::{Speed, show_duration};
use std::fmt;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The exit code of a program that has refused its command line, and so has run nothing.
const REFUSED: i32 = 2;

/// No report of those that are read here is longer, in bytes: one of 100,000 tasks has a fifth of that.
const REPORT_MOST: usize = 1 << 28;

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
                write!(f, "it printed more than {} and was ended: no report is so long", show_size(REPORT_MOST as u64))
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
/// Why there is no report. A demo whose tasks failed has one.
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
    let said = outcome.errors.lines().next().map(|line| harmless(line, 1_000));
    let no_report = |what: String| Trouble::NoReport(what, outcome.status, said.clone());
    match Report::from_json(&outcome.output) {
        Ok(report) => report.runs.into_iter().next().ok_or_else(|| no_report("its report is empty".to_owned())),
        Err(_) if outcome.output.is_empty() => match &said {
            Some(why) if outcome.status.code() == Some(REFUSED) => Err(Trouble::Refused(why.clone())),
            _ => Err(no_report("it ended without a report".to_owned())),
        },
        Err(error) => Err(no_report(format!("its report cannot be read: {error}"))),
    }
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
