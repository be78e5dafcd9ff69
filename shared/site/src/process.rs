//! A site that runs as a process of its own, and ends with the one that started it.

use crate::options::{HELP, ServerOptions, SiteOptions};
use crate::server;
use crate::stats::Stats;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio, exit};
use std::thread;
use std::time::{Duration, Instant};
use timing::{launch, output};

/// The first argument of a process that is to be a site.
const SERVE: &str = "serve-site";
/// A server has this long to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// If this process was started to be a site, it serves, and this does not return. Call it first in `main` of every program that
/// calls [`Site::start`].
pub fn serve_if_asked() {
    let mut arguments = env::args_os().skip(1);
    if arguments.next().is_some_and(|argument| argument == SERVE) {
        exit(i32::from(run(arguments)));
    }
}

/// The program `site`: reads its flags, and serves until Ctrl-C.
pub fn serve() -> ExitCode {
    ExitCode::from(run(env::args_os().skip(1)))
}

/// Serves as the flags say. Returns the exit code, if it cannot.
fn run(arguments: impl Iterator<Item = OsString>) -> u8 {
    let options = match ServerOptions::parse(arguments) {
        Ok(Some(options)) => options,
        Ok(None) => return u8::from(output::print(|out| out.write_all(HELP.as_bytes())).is_err()),
        Err(what) => {
            output::complain("site", &what);
            return 2;
        }
    };
    let with_parent = options.with_parent;
    if with_parent {
        take_all_cores();
        end_with_parent();
    }
    let ready = |address| {
        let mut out = io::stdout();
        let _ = writeln!(out, "http://{address}").and_then(|()| out.flush()); // who does not want to know may close it
        if !with_parent && io::stderr().is_terminal() {
            let _ = writeln!(io::stderr(), "Ctrl-C ends it.");
        }
    };
    match server::serve(options, ready) {
        Ok(()) => 0,
        Err(what) => {
            output::complain("site", &what);
            1
        }
    }
}

/// A demo that keeps itself on one core (`--cores 1`) would have its site there, too. A server elsewhere would take no time from it.
fn take_all_cores() {
    #[cfg(target_os = "linux")]
    {
        use nix::sched::{CpuSet, sched_setaffinity};
        let mut all = CpuSet::new();
        for core in 0..CpuSet::count() {
            let _ = all.set(core); // the system leaves out those that are not there, or not for us
        }
        let _ = sched_setaffinity(nix::unistd::Pid::from_raw(0), &all); // otherwise we do with fewer
    }
}

/// From now on this process ignores Ctrl-C, of which its parent is told as well, and ends when its standard input is closed. That
/// happens also when the parent is killed.
fn end_with_parent() {
    launch::leave_interrupts_to_the_parent();
    let watch = || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        exit(0)
    };
    let watcher = thread::Builder::new().name("parent".to_owned()).stack_size(128 * 1024).spawn(watch);
    if watcher.is_err() {
        exit(1); // unwatched, it might stay for ever
    }
}

/// A site that was started. It ends when this is dropped, or when this process ends, however that comes about.
#[derive(Debug)]
pub struct Site {
    process: Child,
    url: String,
}

impl Site {
    /// Starts this program once more, as a site on a free port of this machine, and waits until it is ready. `main` has to begin
    /// with [`serve_if_asked`].
    ///
    /// # Errors
    /// Why it cannot be, in words.
    pub fn start(options: &SiteOptions) -> Result<Site, String> {
        let program = env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
        Site::start_program(&program, options)
    }

    /// The same with another program, whose `main` begins with [`serve_if_asked`].
    ///
    /// # Errors
    /// Why it cannot be, in words.
    pub fn start_program(program: &Path, options: &SiteOptions) -> Result<Site, String> {
        loop {
            let mut site = Site::spawn(program, options)?;
            if !site.url.is_empty() {
                return Ok(site);
            }
            // A Ctrl-C for our whole group may have found it just before it had left the group. It is not meant by that.
            let _ = site.process.kill();
            if !site.process.wait().is_ok_and(was_interrupted) {
                return Err("the site ended before it was ready".to_owned());
            }
        }
    }

    /// Starts it. Without an address it was never ready.
    fn spawn(program: &Path, options: &SiteOptions) -> Result<Site, String> {
        let mut command = Command::new(program);
        command.args([SERVE, "--with-parent", "--port=0"]).args(options.to_flags());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // In a group of its own it is not told of a Ctrl-C that comes before it can ignore it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let process = command.spawn().map_err(|error| format!("the site cannot be started: {error}"))?;
        let mut site = Site { process, url: String::new() };
        let mut line = String::new();
        if let Some(out) = site.process.stdout.take() {
            let _ = BufReader::new(out).take(1_000).read_line(&mut line); // what is missing is noticed now
        }
        if line.starts_with("http://") && line.ends_with('\n') {
            site.url = line.trim_end().to_owned();
        }
        Ok(site)
    }

    /// Where it is: `http://127.0.0.1:40123`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The whole address of a path that begins with a slash: `http://127.0.0.1:40123/page/0`.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Host and port, for a plain socket: `127.0.0.1:40123`.
    pub fn host_and_port(&self) -> &str {
        self.url.strip_prefix("http://").unwrap_or(&self.url)
    }

    /// The process id of the site.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// What it has seen so far.
    ///
    /// # Errors
    /// Where it does not answer, in words.
    pub fn stats(&self) -> Result<Stats, String> {
        let host = self.host_and_port();
        let ask = || {
            let mut stream = TcpStream::connect(host)?;
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            write!(stream, "GET /stats HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let answer = ask().map_err(|error: io::Error| format!("the site does not tell what it has seen: {error}"))?;
        let stats = answer.split_once("\r\n\r\n").and_then(|(_, body)| Stats::from_json(body));
        stats.ok_or_else(|| "the site does not tell what it has seen".to_owned())
    }

    /// Ends it, and waits until it has ended. From then on its CPU time counts as that of a child of this process, so do it after
    /// the report.
    pub fn stop(self) {}
}

/// Whether a process was ended by Ctrl-C.
#[cfg(unix)]
fn was_interrupted(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(signal_hook::consts::SIGINT)
}

/// Not told here.
#[cfg(not(unix))]
fn was_interrupted(_: ExitStatus) -> bool {
    false
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.process.stdin.take()); // on this it ends
        let begin = Instant::now();
        while let Ok(None) = self.process.try_wait() {
            if begin.elapsed() > GRACE {
                let _ = self.process.kill();
                let _ = self.process.wait();
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}
