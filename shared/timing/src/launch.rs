//! Programs that a program here starts and governs: the runs of a demo, and the demos that `compare` sets side by side.
//!
//! A governed program ignores Ctrl-C and watches its standard input instead: when that is closed, because its parent
//! was interrupted or is gone, it reports what it has and ends. It is told so by its environment.

use crate::platform;
use crate::workload::{Speed, show_duration};
use std::env;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
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
const STOPPED_MOST: Duration = Duration::from_secs(5);
/// Of what it says on standard error, so many bytes are kept.
const ERRORS_MOST: usize = 1 << 20;
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

/// What is said of a program that was ended for [`EndedFor::StandingStill`].
pub fn stood_still() -> String {
    let most = show_duration(STOPPED_MOST.as_nanos() as u64);
    format!("it was stopped, as by Ctrl-Z, and did not go on within {most}, so it was ended")
}

/// What a governed program left behind.
pub struct Outcome {
    /// Everything that it printed.
    pub output: Vec<u8>,
    /// What it said on standard error, where that was asked for.
    pub errors: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Why it was ended, where it did not end by itself.
    pub ended_for: Option<EndedFor>,
}

/// Why a program was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedFor {
    /// It took longer than it may.
    Late,
    /// It was stopped, as by Ctrl-Z, and did not go on.
    StandingStill,
    /// It printed more than it may.
    Endless,
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
    /// When it has printed more than so many bytes, it is ended.
    pub output_most: Option<usize>,
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
        let readers = Reader::start(child.stdout.take(), self.output_most.unwrap_or(usize::MAX))
            .and_then(|output| Ok((output, Reader::start(child.stderr.take(), ERRORS_MOST)?)));
        let (output, errors) = readers.inspect_err(|_| {
            let _ = child.kill().and_then(|()| child.wait()); // nobody would read what it has to say
        })?;
        let (status, ended_for) = self.wait(&mut child, &output, interrupted)?;
        let grace = if ended_for.is_some() { GRACE_OVERDUE } else { GRACE };
        let errors = String::from_utf8_lossy(&errors.finish(grace)).into_owned();
        Ok(Outcome { output: output.finish(grace), errors, status, ended_for })
    }

    fn wait(
        &self,
        child: &mut Child,
        output: &Reader,
        interrupted: &AtomicBool,
    ) -> std::io::Result<(ExitStatus, Option<EndedFor>)> {
        let begin = Instant::now();
        let mut told = None;
        let mut late = None;
        let mut stopped = Duration::ZERO;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok((status, late));
            }
            let is_late = self.deadline.is_some_and(|deadline| begin.elapsed() > deadline);
            if told.is_none() && (is_late || interrupted.load(Ordering::Relaxed)) {
                drop(child.stdin.take()); // this is how it is told
                told = Some(Instant::now());
                late = is_late.then_some(EndedFor::Late);
            }
            let grace = if late.is_some() { GRACE_OVERDUE } else { GRACE };
            // Looks are counted, and not the time: where both were stopped together, both go on together.
            stopped = if platform::is_stopped(child.id()) { stopped + LOOK } else { Duration::ZERO };
            let ended_for = match () {
                () if output.has_too_much() => Some(EndedFor::Endless),
                () if stopped > STOPPED_MOST => Some(EndedFor::StandingStill),
                () => late,
            };
            if told.is_some_and(|told| told.elapsed() > grace) || ended_for.is_some_and(|why| why != EndedFor::Late) {
                child.kill()?;
                return Ok((child.wait()?, ended_for));
            }
            thread::sleep(LOOK);
        }
    }
}

/// Reads one of a program's streams, on a thread of its own. That is not waited for without end: another program may have the
/// stream as well, and live on.
struct Reader {
    bytes: Arc<Mutex<Vec<u8>>>,
    too_much: Arc<AtomicBool>,
    ended: Receiver<()>,
}

impl Reader {
    /// Begins to read. What is more than `most` bytes is read as well, and forgotten.
    fn start(stream: Option<impl Read + Send + 'static>, most: usize) -> std::io::Result<Reader> {
        let (bytes, too_much) = (Arc::<Mutex<Vec<u8>>>::default(), Arc::<AtomicBool>::default());
        let (kept, flag) = (Arc::clone(&bytes), Arc::clone(&too_much));
        let (end, ended) = channel();
        let read = move || {
            let mut chunk = vec![0; 64 * 1024];
            let mut stream = stream;
            while let Some(Ok(count)) = stream.as_mut().map(|stream| stream.read(&mut chunk))
                && count > 0
            {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let room = most - kept.len();
                kept.extend_from_slice(&chunk[..count.min(room)]);
                flag.fetch_or(count > room, Ordering::Relaxed);
            }
            let _ = end.send(()); // nobody may be there any more
        };
        thread::Builder::new().spawn(read)?; // `thread::spawn` would panic where no more threads can be had
        Ok(Reader { bytes, too_much, ended })
    }

    fn has_too_much(&self) -> bool {
        self.too_much.load(Ordering::Relaxed)
    }

    /// What came until the end of the stream, or until now where that does not come within `grace`.
    fn finish(self, grace: Duration) -> Vec<u8> {
        let _ = self.ended.recv_timeout(grace);
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
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
        let how = Governed { run: Some("second"), speed, collect_errors: true, ..Governed::default() };
        let script =
            "echo $TAKING_TURNS_GOVERNED $TAKING_TURNS_RUN $TAKING_TURNS_MULTIPLICATION_NS; echo oh >&2; exit 3";
        let outcome = governed(script, how, false);
        assert_eq!(String::from_utf8(outcome.output).unwrap(), "1 second 1.5\n");
        assert_eq!((outcome.errors.as_str(), outcome.status.code(), outcome.ended_for), ("oh\n", Some(3), None));
    }

    #[test]
    fn it_ends_when_its_input_is_closed() {
        // `cat` ends at the end of its input.
        let outcome = governed("echo before; cat; echo after", Governed::default(), true);
        assert_eq!(String::from_utf8(outcome.output).unwrap(), "before\nafter\n");
        assert!(outcome.status.success() && outcome.ended_for.is_none());
    }

    #[test]
    fn one_that_does_not_end_is_made_to() {
        let deadline = Some(Duration::from_millis(50));
        let outcome = governed("echo here; exec sleep 600", Governed { deadline, ..Governed::default() }, false);
        assert_eq!(outcome.output, b"here\n");
        assert!(outcome.ended_for == Some(EndedFor::Late) && !outcome.status.success());
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
