//! Runs a program that is none of ours, a Python or what calls itself so, and lets nothing of it live on.
//!
//! Between this tool and the program stands a guard: this tool again, in a process of its own. It makes the program the first of
//! a process group, and ends the whole group when its own standard input is closed: at the deadline, after Ctrl-C, and also
//! when this tool has been killed. It passes on what the program prints, but not without end.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;
use timing::launch::Governed;
use timing::reported::{Trouble, harmless};

/// What makes this program a guard, as its first argument.
const WORD: &str = "guard";
/// No program has more than this to say.
const OUTPUT_MOST: u64 = 1 << 20;
/// How long a program that is told to end may take, before it is made to.
const GRACE: Duration = Duration::from_secs(1);

/// Runs `program` to its end, and returns what it printed.
///
/// # Errors
/// Why there is nothing that counts: it cannot be started, failed, or was stopped after `deadline`, or because `interrupted`
/// became true.
pub fn output_of(
    program: &Path,
    arguments: &[OsString],
    deadline: Duration,
    interrupted: &AtomicBool,
) -> Result<Vec<u8>, String> {
    let own = env::current_exe().map_err(|error| format!("this program does not find itself: {error}"))?;
    let mut command = Command::new(own);
    command.arg(WORD).arg(program).args(arguments);
    lead_a_group(&mut command); // no signal of a terminal reaches it: whether Ctrl-C ends anything is for this tool to say
    command.env("PYTHONDONTWRITEBYTECODE", "1"); // no __pycache__ among our files
    let governed = Governed { collect_errors: true, deadline: Some(deadline), ..Governed::default() };
    let outcome = governed.run(&mut command, interrupted).map_err(|error| format!("it cannot be started: {error}"))?;
    if outcome.ended_for.is_some() {
        return Err(Trouble::Overdue(deadline).to_string());
    }
    if outcome.status.success() {
        return Ok(outcome.output);
    }
    // The guard's own word comes last; before it, the last line that the program said: in Python that is the exception.
    let mut lines = outcome.errors.lines().rev().filter(|line| !line.trim().is_empty());
    let how = lines.next().map_or_else(|| format!("it ended with {}", outcome.status), str::to_owned);
    Err(lines.next().map_or(how.clone(), |said| format!("{how}: {}", shortened(said))))
}

/// What others say, in short.
pub fn shortened(text: &str) -> String {
    harmless(text, 120)
}

/// Does the work of a guard, where this process was started as one.
pub fn serve_if_asked() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != WORD {
        return None;
    }
    let program = arguments.next()?;
    Some(guard(Command::new(program).args(arguments)).unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "it cannot be started: {error}");
        ExitCode::FAILURE
    }))
}

fn guard(command: &mut Command) -> io::Result<ExitCode> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    lead_a_group(command);
    let mut child = command.spawn()?;
    let group = child.id();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink()); // until it is closed
        end_group(group);
    });
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let status = thread::scope(|scope| {
        scope.spawn(|| pass_on(output, io::stdout()));
        scope.spawn(|| pass_on(errors, io::stderr()));
        let status = child.wait();
        end_group(group); // what it has left behind would hold its output open
        status
    })?;
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    let _ = writeln!(io::stderr(), "\nit ended with {status}");
    Ok(ExitCode::FAILURE)
}

/// Passes on what `from` has to say, up to the limit. Whoever says more finds nobody listening.
fn pass_on(from: Option<impl Read>, mut to: impl Write) {
    if let Some(from) = from {
        let _ = io::copy(&mut from.take(OUTPUT_MOST), &mut to);
        let _ = to.flush();
    }
}

/// Makes it the first of a process group of its own, which can be ended as a whole, and which no terminal sends signals to.
#[cfg(unix)]
fn lead_a_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Tells all processes of a group to end, and makes those that do not. Python's own helper for shared memory, which ignores being
/// told, cleans up meanwhile.
#[cfg(unix)]
fn end_group(group: u32) {
    use nix::sys::signal::{Signal, killpg};
    use std::time::Instant;
    let group = nix::unistd::Pid::from_raw(group as i32);
    if killpg(group, Signal::SIGTERM).is_err() {
        return; // nobody is there any more
    }
    let told = Instant::now();
    while told.elapsed() < GRACE {
        if killpg(group, None).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = killpg(group, Signal::SIGKILL);
}

#[cfg(not(unix))]
fn lead_a_group(_: &mut Command) {}

#[cfg(not(unix))]
fn end_group(_: u32) {}
