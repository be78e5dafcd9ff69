//! Programs that a program here starts and governs: the runs of a demo, and the demos that `compare` sets side by side.
//!
//! A governed program ignores Ctrl-C and watches its standard input instead: when that is closed, because its parent
//! was interrupted or is gone, it reports what it has and ends. It is told so by its environment.

use crate::platform;
use crate::workload::Speed;
use std::env;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const GOVERNED: &str = "TAKING_TURNS_GOVERNED";
const RUN: &str = "TAKING_TURNS_RUN";
const SPEED: &str = "TAKING_TURNS_MULTIPLICATION_NS";

/// How long a program that is told to end may take to report.
const GRACE: Duration = Duration::from_secs(10);
/// The same for one that has not kept its deadline, and may never end.
const GRACE_OVERDUE: Duration = Duration::from_secs(2);
/// How long one may be stopped, as by a debugger, while this program is not.
pub const STOPPED_MOST: Duration = Duration::from_secs(5);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Whether this process is governed by a parent.
pub fn is_governed() -> bool {
    env::var_os(GOVERNED).is_some()
}

/// The run that this process was started for.
pub fn run_asked_for() -> Option<String> {
    env::var(RUN).ok()
}

/// The speed that the parent measured, so that all its programs do the same amount of work.
pub fn speed_asked_for() -> Option<Speed> {
    speed_of(&env::var(SPEED).ok()?)
}

fn speed_of(text: &str) -> Option<Speed> {
    let multiplication_ns: f64 = text.parse().ok()?;
    (multiplication_ns.is_finite() && multiplication_ns > 0.0).then_some(Speed { multiplication_ns })
}

/// What a governed program left behind.
pub struct Outcome {
    /// Everything that it printed.
    pub output: Vec<u8>,
    /// What it said on standard error, where that was asked for.
    pub errors: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Whether it was ended because it took too long, or stood still for too long.
    pub overdue: bool,
}

/// How to govern a program.
#[derive(Clone, Copy, Default)]
pub struct Governed<'a> {
    /// Which of its runs it is to do.
    pub run: Option<&'a str>,
    /// How fast it is to think that this machine is.
    pub speed: Option<Speed>,
    /// Whether what it says on standard error is to be collected, not shown.
    pub collect_errors: bool,
    /// After so long it is told to end, and a little later made to.
    pub deadline: Option<Duration>,
}

impl Governed<'_> {
    /// Runs `command` to its end. When `interrupted` becomes true, it is told to end, and given some seconds to report.
    ///
    /// # Errors
    /// Where it cannot be started, or no threads can be had to read what it prints.
    pub fn run(&self, command: &mut Command, interrupted: &AtomicBool) -> std::io::Result<Outcome> {
        command.env(GOVERNED, "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        match self.run {
            Some(run) => command.env(RUN, run),
            None => command.env_remove(RUN),
        };
        match self.speed {
            Some(speed) => command.env(SPEED, speed.multiplication_ns.to_string()),
            None => command.env_remove(SPEED),
        };
        command.stderr(if self.collect_errors { Stdio::piped() } else { Stdio::inherit() });
        let mut child = command.spawn()?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            // `scope.spawn` would panic where no more threads can be had.
            let read = |stream| thread::Builder::new().spawn_scoped(scope, stream);
            let readers = read(Box::new(|| read_all(output)) as Reading)
                .and_then(|output| Ok((output, read(Box::new(|| read_all(errors)))?)));
            let (output, errors) = readers.inspect_err(|_| {
                let _ = child.kill().and_then(|()| child.wait()); // nobody would read what it has to say
            })?;
            let (status, overdue) = self.wait(&mut child, interrupted)?;
            let output = output.join().unwrap_or_default();
            let errors = String::from_utf8_lossy(&errors.join().unwrap_or_default()).into_owned();
            Ok(Outcome { output, errors, status, overdue })
        })
    }

    fn wait(&self, child: &mut Child, interrupted: &AtomicBool) -> std::io::Result<(ExitStatus, bool)> {
        let begin = Instant::now();
        let mut told = None;
        let mut overdue = false;
        let mut stopped = Duration::ZERO;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok((status, overdue));
            }
            let late = self.deadline.is_some_and(|deadline| begin.elapsed() > deadline);
            if told.is_none() && (late || interrupted.load(Ordering::Relaxed)) {
                drop(child.stdin.take()); // this is how it is told
                told = Some(Instant::now());
                overdue = late;
            }
            let grace = if overdue { GRACE_OVERDUE } else { GRACE };
            if told.is_some_and(|told| told.elapsed() > grace) {
                child.kill()?;
                return Ok((child.wait()?, overdue));
            }
            // Looks are counted, and not the time: where both were stopped together, both go on together.
            stopped = if platform::is_stopped(child.id()) { stopped + LOOK } else { Duration::ZERO };
            if stopped > STOPPED_MOST {
                child.kill()?;
                return Ok((child.wait()?, true));
            }
            thread::sleep(LOOK);
        }
    }
}

/// Reads one of a program's streams, on a thread of its own.
type Reading<'a> = Box<dyn FnOnce() -> Vec<u8> + Send + 'a>;

fn read_all(stream: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        let _ = stream.read_to_end(&mut bytes); // what came until then is all there is
    }
    bytes
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn governed(script: &str, governed: Governed, interrupted: bool) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        governed.run(&mut command, &AtomicBool::new(interrupted)).unwrap()
    }

    #[test]
    fn a_program_is_told_what_it_is_started_for() {
        let speed = Some(Speed { multiplication_ns: 1.5 });
        let how = Governed { run: Some("second"), speed, collect_errors: true, deadline: None };
        let script =
            "echo $TAKING_TURNS_GOVERNED $TAKING_TURNS_RUN $TAKING_TURNS_MULTIPLICATION_NS; echo oh >&2; exit 3";
        let outcome = governed(script, how, false);
        assert_eq!(String::from_utf8(outcome.output).unwrap(), "1 second 1.5\n");
        assert_eq!((outcome.errors.as_str(), outcome.status.code(), outcome.overdue), ("oh\n", Some(3), false));
    }

    #[test]
    fn it_ends_when_its_input_is_closed() {
        // `cat` ends at the end of its input.
        let outcome = governed("echo before; cat; echo after", Governed::default(), true);
        assert_eq!(String::from_utf8(outcome.output).unwrap(), "before\nafter\n");
        assert!(outcome.status.success() && !outcome.overdue);
    }

    #[test]
    fn one_that_does_not_end_is_made_to() {
        let deadline = Some(Duration::from_millis(50));
        let outcome = governed("echo here; exec sleep 600", Governed { deadline, ..Governed::default() }, false);
        assert_eq!(outcome.output, b"here\n");
        assert!(outcome.overdue && !outcome.status.success());
    }

    #[test]
    fn no_speed_is_read_from_nonsense() {
        assert_eq!(speed_of("1.5"), Some(Speed { multiplication_ns: 1.5 }));
        for text in ["", "fast", "0", "-1.5", "inf", "NaN"] {
            assert_eq!(speed_of(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_started_is_an_error() {
        let mut command = Command::new("/there/is/no/such/program");
        assert!(Governed::default().run(&mut command, &AtomicBool::new(false)).is_err());
    }
}
