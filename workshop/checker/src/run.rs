//! A program, run with limits: it is ended when it takes too long, with all that it started, and its output is read to the end.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(5);
/// How long its output may stay open after it has ended, because a process that it started still holds it.
const OPEN_MOST: Duration = Duration::from_secs(2);
/// More than this is not kept.
const OUTPUT_MOST: usize = 1 << 20;
/// The lines that are shown of what it printed.
const TAIL: usize = 40;

/// How a program ended.
#[derive(Debug)]
pub struct Bounded {
    pub success: bool,
    /// What it printed, on both standard output and standard error.
    pub output: String,
    pub took: Duration,
    /// It was ended because it took longer than this.
    pub limit: Option<Duration>,
    /// Something that it started kept its output open.
    pub left_open: bool,
}

impl Bounded {
    /// Runs it with an empty standard input.
    ///
    /// # Errors
    /// Where it cannot be started, in words.
    pub fn run(mut command: Command, limit: Duration) -> Result<Bounded, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let failed = |error| format!("{name} cannot be run: {error}");
        let (mut reader, writer) = std::io::pipe().map_err(failed)?;
        command.stdin(Stdio::null()).stdout(writer.try_clone().map_err(failed)?).stderr(writer);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let begin = Instant::now();
        let mut child = command.spawn().map_err(failed)?;
        drop(command); // it holds the writing end
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut output = Vec::new();
            let _ = reader.by_ref().take(OUTPUT_MOST as u64).read_to_end(&mut output); // what there is will do
            let _ = sender.send(output);
            let _ = std::io::copy(&mut reader, &mut std::io::sink()); // whoever prints more must not be stopped by that
        });
        let status = wait(&mut child, begin + limit);
        let took = begin.elapsed();
        let output = receiver.recv_timeout(OPEN_MOST);
        end_group(child.id()); // whatever it started and left
        Ok(Bounded {
            success: status.is_some_and(|status| status.success()),
            left_open: output.is_err(),
            output: String::from_utf8_lossy(&output.unwrap_or_default()).into_owned(),
            took,
            limit: status.is_none().then_some(limit),
        })
    }

    /// What is wrong with it, whatever the answer.
    pub fn flaw(&self) -> Option<String> {
        if let Some(limit) = self.limit {
            return Some(format!("it took longer than {:.0} s, and was ended", limit.as_secs_f64()));
        }
        self.left_open.then(|| "it left a process behind that keeps its output open: rustlings would hang".to_owned())
    }

    /// The end of what it printed.
    pub fn tail(&self) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        lines[lines.len().saturating_sub(TAIL)..].join("\n")
    }
}

/// Waits until it has ended; ends it at the deadline, and returns `None` then.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if is_interrupted() {
            end_group(child.id());
            std::process::exit(130);
        }
        if Instant::now() > deadline {
            end_group(child.id());
            let _ = child.kill(); // it may have ended just now
            let _ = child.wait();
            return None;
        }
        thread::sleep(LOOK);
    }
}

fn end_group(leader: u32) {
    #[cfg(unix)]
    {
        let group = nix::unistd::Pid::from_raw(leader as i32);
        let _ = nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGKILL); // mostly nobody is left
    }
}

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C ends the program with exit code 130, after what runs has been ended.
pub fn end_on_interrupt() {
    let flag = Arc::clone(INTERRUPTED.get_or_init(Arc::default));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, flag); // otherwise it ends at once
}

fn is_interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Bounded {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Bounded::run(command, limit).unwrap()
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn output_and_exit_code_are_seen() {
        let ended = sh("echo out; echo err >&2; exit 3", LONG);
        assert_eq!((ended.success, &*ended.output, ended.flaw()), (false, "out\nerr\n", None));
        assert!(sh("true", LONG).success);
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let ended = sh("sleep 60", Duration::from_millis(50));
        assert!(!ended.success && ended.flaw().unwrap().contains("longer than"), "{ended:?}");
    }

    #[test]
    fn an_orphan_that_holds_the_output_is_noticed_and_ended() {
        let ended = sh("sleep 61 & exit 0", LONG);
        assert!(ended.success && ended.flaw().unwrap().contains("left a process behind"), "{ended:?}");
    }

    #[test]
    fn endless_output_is_cut() {
        let ended = sh("yes | head -c 3000000", LONG);
        assert_eq!((ended.success, ended.output.len()), (true, OUTPUT_MOST));
    }
}
