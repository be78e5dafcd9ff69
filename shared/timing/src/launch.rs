//! Programs that a program here starts and governs: the runs of a demo, and the demos that `compare` sets side by side.
//!
//! A governed program ignores Ctrl-C and watches its standard input instead: when that is closed, because its parent
//! was interrupted or is gone, it reports what it has and ends. It is told so by its environment.

use crate::platform;
use crate::workload::{Speed, show_duration};
use std::env;
use std::io::{ErrorKind, Read};
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
/// How long one without a deadline may be stopped, as by Ctrl-Z, while this program is not.
const STOPPED_MOST: Duration = Duration::from_secs(5);
/// Of what it says on standard error, so many bytes are kept.
const ERRORS_MOST: usize = 4 << 20;
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Whether this process is governed by a parent.
pub fn is_governed() -> bool {
    env::var_os(GOVERNED).is_some()
}

/// From now on this process leaves it to its parent, which is told of Ctrl-C as well, what becomes of it then. When the parent ends, it goes
/// on if it was stopped.
pub fn leave_interrupts_to_the_parent() {
    platform::go_on_when_the_parent_ends();
    // Last: who waits until this process is ready looks for this.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::default());
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
pub(crate) fn stood_still() -> String {
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
    /// Why it was ended, where it did not end by itself nor because of Ctrl-C.
    pub ended_for: Option<EndedFor>,
}

/// Why a program was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedFor {
    /// It took longer than it may.
    Late,
    /// It was stopped, as by Ctrl-Z, and did not go on. (One with a deadline is [`EndedFor::Late`] then.)
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
        // It has written all that it will. What it has left behind may hold its streams open for ever.
        let deadline = Instant::now() + GRACE_OVERDUE;
        let printed = output.finish(deadline);
        let errors = String::from_utf8_lossy(&errors.finish(deadline)).into_owned();
        let ended_for = if output.has_too_much() { Some(EndedFor::Endless) } else { ended_for };
        Ok(Outcome { output: printed, errors, status, ended_for })
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
            // Looks are counted, and not the time: where both were stopped together, both go on together.
            stopped = match self.deadline {
                None if platform::is_stopped(child.id()) => stopped + LOOK,
                _ => Duration::ZERO,
            };
            let grace = if late.is_some() { GRACE_OVERDUE } else { GRACE };
            let ended_for = match () {
                () if output.has_too_much() => Some(EndedFor::Endless),
                () if stopped > STOPPED_MOST => Some(EndedFor::StandingStill),
                () if told.is_some_and(|told| told.elapsed() > grace) => late,
                () => {
                    thread::sleep(LOOK);
                    continue;
                }
            };
            child.kill()?;
            return Ok((child.wait()?, ended_for));
        }
    }
}

/// Reads one of a program's streams, on a thread of its own. That is not waited for without end: another program may have the
/// stream as well, and live on.
struct Reader {
    kept: Arc<Kept>,
    ended: Receiver<()>,
}

#[derive(Default)]
struct Kept {
    bytes: Mutex<Vec<u8>>,
    too_much: AtomicBool,
}

impl Kept {
    /// Keeps these bytes, where there is room for them.
    fn add(&self, bytes: &[u8], most: usize) {
        let mut kept = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let room = most - kept.len();
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.too_much.fetch_or(bytes.len() > room, Ordering::Relaxed);
    }
}

impl Reader {
    /// Begins to read. What is more than `most` bytes is read as well, and forgotten.
    fn start(stream: Option<impl Read + Send + 'static>, most: usize) -> std::io::Result<Reader> {
        let kept = Arc::<Kept>::default();
        let (end, ended) = channel();
        if let Some(mut stream) = stream {
            let keeper = Arc::downgrade(&kept);
            let read = move || {
                let mut chunk = vec![0; 64 * 1024];
                loop {
                    let count = match stream.read(&mut chunk) {
                        Ok(count) => count,
                        Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                        Err(_) => 0, // what came until then is all there is
                    };
                    // When nobody waits for more, the stream is closed: to whoever still writes, its reader is gone.
                    let Some(kept) = keeper.upgrade().filter(|_| count > 0) else { break };
                    kept.add(&chunk[..count], most);
                }
                drop(end); // this is how the end is told
            };
            thread::Builder::new().spawn(read)?; // `thread::spawn` would panic where no more threads can be had
        }
        Ok(Reader { kept, ended })
    }

    fn has_too_much(&self) -> bool {
        self.kept.too_much.load(Ordering::Relaxed)
    }

    /// What came until the end of the stream, or until `deadline` where that does not come before.
    fn finish(&self, deadline: Instant) -> Vec<u8> {
        let _ = self.ended.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        std::mem::take(&mut *self.kept.bytes.lock().unwrap_or_else(PoisonError::into_inner))
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

    /// Neither one that is still at it, nor one that has ended before anybody looked.
    #[test]
    fn one_that_prints_too_much_is_ended_and_so_is_what_it_leaves_behind() {
        let file = env::temp_dir().join(format!("taking_turns_endless_{}", std::process::id()));
        let how = Governed { output_most: Some(100_000), collect_errors: true, ..Governed::default() };
        let outcome = governed(&format!("(yes; echo >'{}') & exec sleep 600", file.display()), how, false);
        assert_eq!((outcome.output.len(), outcome.ended_for), (100_000, Some(EndedFor::Endless)));
        let begin = Instant::now();
        while !file.exists() {
            assert!(begin.elapsed() < Duration::from_secs(60), "what it has started prints on");
            thread::sleep(LOOK);
        }
        std::fs::remove_file(file).unwrap();
        let outcome = governed("head -c 100001 /dev/zero", how, false);
        assert_eq!((outcome.output.len(), outcome.ended_for), (100_000, Some(EndedFor::Endless)));
        let outcome = governed("head -c 100000 /dev/zero", how, false);
        assert_eq!((outcome.output.len(), outcome.ended_for), (100_000, None));
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
