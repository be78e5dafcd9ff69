//! Runs a program with a deadline, and collects what it leaves behind.

#[cfg(target_os = "linux")]
use crate::OnTerminal;
use crate::{Report, processes};
use std::ffi::OsStr;
use std::fmt;
#[cfg(target_os = "linux")]
use std::fs;
use std::io::{self, Read};
use std::panic::resume_unwind;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
#[cfg(target_os = "linux")]
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

/// A program may take so long, unless it is told otherwise. Far more than it needs: other work may have the cores.
const DEADLINE: Duration = Duration::from_secs(60);
/// After a program has ended, nothing that it started may live on for longer than this.
const ORPHANS: Duration = Duration::from_secs(2);
/// The variable by which a program, and all that it starts, is found again.
const MARK: &str = "TESTKIT_MARK";

/// Waits until `happened` returns something, and returns that.
///
/// # Panics
/// When it has not happened before `deadline`: the message says that `what` was waited for.
#[track_caller]
pub fn wait_until<T>(what: &str, deadline: Duration, mut happened: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = happened() {
            return found;
        }
        assert!(begin.elapsed() < deadline, "after {deadline:?} this had not happened: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// A program about to be run. Its standard input is empty, and no variable of the environment changes how it prints.
pub struct Program {
    command: Command,
    mark: String,
    deadline: Duration,
}

impl Program {
    /// The program at `path`.
    pub fn new(path: &str) -> Program {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        ignore_no_signal_for_others();
        let mut command = Command::new(path);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env(MARK, &mark);
        for name in ["COLUMNS", "NO_COLOR", "TERM", "LANG", "LC_ALL", "LC_CTYPE"] {
            command.env_remove(name);
        }
        Program { command, mark: format!("{MARK}={mark}"), deadline: DEADLINE }
    }

    /// Adds the arguments in `line`, which are separated by spaces.
    pub fn args(mut self, line: &str) -> Program {
        self.command.args(line.split_whitespace());
        self
    }

    /// Adds one argument as it is.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Program {
        self.command.arg(argument);
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    /// Lets its standard output go somewhere else. It is then not collected.
    pub fn stdout(mut self, to: impl Into<Stdio>) -> Program {
        self.command.stdout(to);
        self
    }

    /// Lets its standard error go somewhere else. It is then not collected.
    pub fn stderr(mut self, to: impl Into<Stdio>) -> Program {
        self.command.stderr(to);
        self
    }

    /// Gives it less, or more, time.
    pub fn deadline(mut self, deadline: Duration) -> Program {
        self.deadline = deadline;
        self
    }

    /// Makes it the first of a process group of its own, as a shell does, so that all of the group can be interrupted.
    #[cfg(unix)]
    pub fn in_own_group(mut self) -> Program {
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        self
    }

    /// Starts it.
    #[track_caller]
    pub fn start(mut self) -> Running {
        let line = format!("{:?}", self.command);
        let mut child = self.command.spawn().unwrap_or_else(|error| panic!("{line} cannot be started: {error}"));
        let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
        Running { child, line, mark: self.mark, ends: Instant::now() + self.deadline, stdout, stderr }
    }

    /// Starts it on a terminal that has so many columns: what it reads, prints and complains of goes through there.
    #[cfg(target_os = "linux")]
    #[track_caller]
    pub fn on_terminal(mut self, columns: u16) -> OnTerminal {
        if !self.command.get_envs().any(|(name, value)| name == "TERM" && value.is_some()) {
            self.command.env("TERM", "xterm-256color");
        }
        let line = format!("{:?}", self.command);
        OnTerminal::start(self.command, columns, &line, |child, printed| Running {
            child,
            line: line.clone(),
            mark: self.mark,
            ends: Instant::now() + self.deadline,
            stdout: printed,
            stderr: collect(None::<io::Empty>),
        })
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(self) -> Outcome {
        self.start().finish()
    }
}

/// Runs some programs at the same time, each to its end, and returns what came of them in that order. For what mostly waits.
pub fn side_by_side(programs: impl IntoIterator<Item = Program>) -> Vec<Outcome> {
    let running: Vec<Running> = programs.into_iter().map(Program::start).collect();
    // Each is watched for what it leaves behind from the moment of its own end.
    thread::scope(|scope| {
        let ends: Vec<_> = running.into_iter().map(|running| scope.spawn(|| running.finish())).collect();
        ends.into_iter().map(|end| end.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Sees to it that what is started from here does not ignore Ctrl-C, or the end of its terminal, from its first moment on. A shell
/// has what it starts in the background ignore the one, nohup has it ignore the other, and that is inherited: until a program
/// has said what is to happen then, the signal would be lost. A handler is not inherited, and this one goes on ignoring it.
fn ignore_no_signal_for_others() {
    #[cfg(target_os = "linux")]
    {
        static DONE: Once = Once::new();
        DONE.call_once(|| {
            for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGHUP] {
                if is_ignored(signal) {
                    signal_hook::flag::register(signal, Arc::default()).expect("a handler for the signal");
                }
            }
        });
    }
}

/// Whether this process ignores `signal`, by its bit in `SigIgn` of proc(5).
#[cfg(target_os = "linux")]
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").expect("/proc/self/status");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("a line SigIgn");
    let ignored = u64::from_str_radix(ignored.trim(), 16).expect("a number in base 16");
    ignored >> (signal - 1) & 1 == 1
}

/// Reads everything from `stream` on a thread of its own, so that the program never has to wait for its reader.
fn collect(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = send.send(bytes);
    });
    receive
}

/// A program that runs. Dropped, it is killed, and all that it has started with it.
pub struct Running {
    child: Child,
    line: String,
    mark: String,
    ends: Instant,
    stdout: Receiver<Vec<u8>>,
    stderr: Receiver<Vec<u8>>,
}

impl Running {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The processes that it has started, and those that these have, as far as they are alive.
    pub fn helpers(&self) -> Vec<u32> {
        let mut found = processes::marked(&self.mark);
        found.retain(|&pid| pid != self.pid());
        found
    }

    /// Waits until it has started so many processes, and all of them and itself would notice Ctrl-C.
    #[track_caller]
    pub fn wait_for_helpers(&self, count: usize) -> Vec<u32> {
        wait_until(&format!("{count} processes started by {}, ready for Ctrl-C", self.line), DEADLINE, || {
            let helpers = self.helpers();
            // A process that is just being made is still a copy of its parent, which catches Ctrl-C; itself it does not yet.
            let own = processes::command_line(self.pid());
            let is_itself = |&pid: &u32| processes::command_line(pid) != own;
            let catches = |&pid: &u32| processes::catches_interrupts(pid);
            let ready = catches(&self.pid()) && helpers.iter().all(|pid| is_itself(pid) && catches(pid));
            (ready && helpers.len() >= count).then_some(helpers)
        })
    }

    /// Waits until its site has so many connections, and returns the site.
    #[track_caller]
    pub fn wait_for_connections(&self, count: usize) -> u32 {
        wait_until(&format!("{count} connections to the site of {}", self.line), DEADLINE, || {
            let is_asked = |pid: &u32| processes::is_site(*pid) && processes::connections(*pid) >= count;
            self.helpers().into_iter().find(is_asked)
        })
    }

    /// Waits until it has started a program whose name begins with `name`. (The system remembers 15 letters of it.)
    #[track_caller]
    pub fn wait_for_helper_named(&self, name: &str) {
        wait_until(
            &format!("{name} started by {}", self.line),
            self.ends.saturating_duration_since(Instant::now()),
            || self.helpers().into_iter().find(|&pid| processes::name(pid).starts_with(name)),
        );
    }

    /// Waits until it, and all that it has started, have used so much CPU time.
    #[track_caller]
    pub fn wait_for_cpu_time(&self, time: Duration) {
        wait_until(&format!("{time:?} of CPU time used by {}", self.line), DEADLINE, || {
            let used: Duration = processes::marked(&self.mark).into_iter().map(processes::cpu_time).sum();
            (used >= time).then_some(())
        });
    }

    /// Ends it as `kill -9` does: it notices nothing.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Tells it to end, as `kill` does.
    #[cfg(unix)]
    pub fn terminate(&self) {
        signal(self.pid() as i32, nix::sys::signal::Signal::SIGTERM);
    }

    /// Presses Ctrl-C, as far as this one process is concerned.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        signal(self.pid() as i32, nix::sys::signal::Signal::SIGINT);
    }

    /// Presses Ctrl-C as a terminal does it: for the program's whole group ([`Program::in_own_group`]).
    #[cfg(unix)]
    pub fn interrupt_group(&self) {
        signal(-(self.pid() as i32), nix::sys::signal::Signal::SIGINT);
    }

    /// Waits for its end, and for the end of everything that it has started.
    ///
    /// # Panics
    /// When it takes too long.
    #[track_caller]
    pub fn finish(mut self) -> Outcome {
        let (line, ends) = (self.line.clone(), self.ends);
        let left = || ends.saturating_duration_since(Instant::now());
        let status = wait_until(&format!("the end of {line}"), left(), || self.child.try_wait().unwrap());
        let orphans = || self.helpers();
        wait_until(&format!("the end of what {line} had started"), ORPHANS, || orphans().is_empty().then_some(()));
        let rest = |stream: &Receiver<Vec<u8>>| match stream.recv_timeout(left().max(ORPHANS)) {
            Ok(bytes) => String::from_utf8(bytes).unwrap_or_else(|_| panic!("{line} printed what is not UTF-8")),
            Err(_) => panic!("{line} has ended, but something still holds its output open"),
        };
        Outcome { stdout: rest(&self.stdout), stderr: rest(&self.stderr), status, line }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        #[cfg(unix)]
        for pid in self.helpers() {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid as i32), nix::sys::signal::Signal::SIGKILL);
        }
    }
}

/// Sends a signal to a process, or to a group where the number is negative.
#[cfg(unix)]
fn signal(number: i32, signal: nix::sys::signal::Signal) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(number), signal).unwrap();
}

/// Kills a process.
#[cfg(unix)]
pub fn kill(pid: u32) {
    signal(pid as i32, nix::sys::signal::Signal::SIGKILL);
}

/// Stops a process, as Ctrl-Z does.
#[cfg(unix)]
pub(crate) fn stop(pid: u32) {
    signal(pid as i32, nix::sys::signal::Signal::SIGSTOP);
}

/// What a program left behind.
pub struct Outcome {
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
    /// How it ended.
    pub status: ExitStatus,
    line: String,
}

impl Outcome {
    /// Makes sure that it ended with this exit code.
    #[track_caller]
    pub fn expect_code(&self, code: i32) -> &Outcome {
        assert_eq!(self.status.code(), Some(code), "the exit code of {self}");
        self
    }

    /// Makes sure that it complained of nothing.
    #[track_caller]
    pub fn expect_quiet(&self) -> &Outcome {
        assert!(self.stderr.is_empty(), "something on standard error: {self}");
        self
    }

    /// Makes sure that it said on standard error, in one line and nothing else, something in which `words` appear.
    #[track_caller]
    pub fn expect_complaint(&self, words: &str) -> &Outcome {
        let complaint = self.stderr.strip_suffix('\n').unwrap_or_default();
        assert!(!complaint.is_empty() && !complaint.contains('\n'), "not one line on standard error: {self}");
        assert!(complaint.contains(words), "the complaint does not mention {words:?}: {self}");
        self
    }

    /// Reads its standard output as a report.
    #[track_caller]
    pub fn report(&self) -> Report {
        Report::read(&self.stdout).unwrap_or_else(|wrong| panic!("{wrong}, in the report of {self}"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let shortened: String = self.stdout.chars().take(2_000).collect();
        let Outcome { stderr, status, line, .. } = self;
        write!(f, "{line}\n{status}\n--- standard error\n{stderr}\n--- standard output\n{shortened}")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn shell(script: &str) -> Program {
        Program::new("/bin/sh").arg("-c").arg(script)
    }

    fn panic_of(run: impl FnOnce()) -> String {
        *catch_unwind(AssertUnwindSafe(run)).expect_err("no panic").downcast::<String>().unwrap()
    }

    #[test]
    fn what_a_program_leaves_behind_is_collected() {
        let outcome = shell("echo out; echo complaint >&2; exit 3").run();
        outcome.expect_code(3).expect_complaint("complaint");
        assert_eq!(outcome.stdout, "out\n");
    }

    #[test]
    fn a_program_that_does_not_end_is_killed_and_named() {
        let begin = Instant::now();
        let message = panic_of(|| drop(shell("sleep 100 # endless").deadline(Duration::from_millis(50)).run()));
        assert!(message.contains("sleep 100 # endless"), "{message}");
        assert!(begin.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn an_orphan_is_noticed_and_killed() {
        if !processes::VISIBLE {
            return;
        }
        let program = shell("sleep 100 > /dev/null 2>&1 &");
        let mark = program.mark.clone();
        let message = panic_of(|| drop(program.run()));
        assert!(message.contains("the end of what"), "{message}");
        wait_until("the orphan's end", DEADLINE, || processes::marked(&mark).is_empty().then_some(()));
    }

    #[test]
    fn a_wrong_exit_code_and_a_second_line_are_noticed() {
        let outcome = shell("echo one >&2; echo two >&2; exit 1").run();
        assert!(
            panic_of(|| {
                outcome.expect_code(0);
            })
            .contains("exit code")
        );
        assert!(
            panic_of(|| {
                outcome.expect_complaint("one");
            })
            .contains("not one line")
        );
    }

    #[test]
    fn cpu_time_is_seen_from_outside() {
        if processes::VISIBLE {
            let running = shell("while :; do :; done").start();
            running.wait_for_cpu_time(Duration::from_millis(50));
        }
    }
}
