//! How a demo is set up: its flags are read, what it needs is looked for, and the clock is started.

use super::command_line::{read_options, refuse};
use super::runs::supervise;
use super::{Demo, Session};
use crate::launch;
use crate::limits::{Needs, try_threads};
use crate::output::complain;
use crate::platform;
use crate::recorder::{self, Recorder};
use crate::report::{Machine, Report};
use crate::watch;
use crate::workload::{Fail, FailKind, Flag, Options, Program, Speed, Takes, Work, Workload};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// One of several runs of a demo.
#[derive(Clone, Copy, Debug)]
pub struct RunKind {
    pub(super) name: &'static str,
    pub(super) computes: bool,
}

impl RunKind {
    /// A run whose tasks wait and then compute, as the flags say.
    pub const fn waits(name: &'static str) -> RunKind {
        RunKind { name, computes: false }
    }

    /// A run whose tasks do not wait. They compute for `--compute`, or for as long as `--wait` where that is 0.
    pub const fn computes(name: &'static str) -> RunKind {
        RunKind { name, computes: true }
    }
}

/// Says what is wrong with the options, in a line.
type Check = fn(&Options) -> Result<(), String>;

/// What kind of demo it is to be. [`Demo::builder`] begins one.
pub struct DemoBuilder<'a> {
    name: &'a str,
    by_default: &'a str,
    flags: Vec<Flag>,
    runs: &'a [RunKind],
    threads: Threads,
    workers: fn(&Workload) -> usize,
    processes: bool,
    waits_for_io: bool,
    /// Why it has no `--compute`, where it has none.
    without_compute: Option<&'static str>,
    waits_for_io_with: &'a [&'a str],
    waits_unknown_with: &'a [&'a str],
    connections: fn(&Options, usize) -> usize,
    checks: Vec<Check>,
}

/// The threads that a demo starts, beside the few that every program has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Threads {
    None,
    ForEachTask,
    ForEachWorker,
}

/// The most threads that tokio has for calls that block.
const BLOCKING_THREADS_MOST: usize = 512;

/// The flag of programs that have workers.
pub const WORKERS: Flag =
    Flag { name: "workers", takes: Takes::NumberUpTo(100_000), help: "how many workers there are" };

impl<'a> DemoBuilder<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        DemoBuilder {
            name,
            by_default: "",
            flags: Vec::new(),
            runs: &[],
            threads: Threads::None,
            workers: |_| 0,
            processes: false,
            waits_for_io: false,
            without_compute: None,
            waits_for_io_with: &[],
            waits_unknown_with: &[],
            connections: |_, _| 0,
            checks: Vec::new(),
        }
    }

    /// Flags that count as given where the user says nothing else.
    pub fn by_default(mut self, flags: &'a str) -> Self {
        self.by_default = flags;
        self
    }

    /// Flags of its own.
    pub fn flags(mut self, flags: &[Flag]) -> Self {
        self.flags.extend(flags);
        self
    }

    /// It starts a thread for each task. More than this system can have are refused.
    pub fn a_thread_each(mut self) -> Self {
        self.threads = Threads::ForEachTask;
        self
    }

    /// It has the flag `--workers`, which are threads. `default` says how many there are where it is not given.
    pub fn workers(mut self, default: fn(&Workload) -> usize) -> Self {
        self.threads = Threads::ForEachWorker;
        self.workers = default;
        self.flags(&[WORKERS])
    }

    /// It has the flag `--workers`, which are processes. They can be killed one by one.
    pub fn worker_processes(mut self, default: fn(&Workload) -> usize) -> Self {
        self.workers = default;
        self.processes = true;
        self.flags(&[WORKERS])
    }

    /// It contrasts these runs: see [`Demo::with_runs`].
    pub fn runs(mut self, runs: &'a [RunKind]) -> Self {
        self.runs = runs;
        self
    }

    /// Its tasks wait for sockets or files, not for a clock: nobody can say when such a wait was over, so no task is called
    /// late for having gone on after `--wait`.
    pub fn waits_for_io(mut self) -> Self {
        self.waits_for_io = true;
        self
    }

    /// Its tasks do work of their own, so `--compute` is refused, but for 0. `instead` says what they do, and which flag says how
    /// much there is of it.
    pub fn without_compute(mut self, instead: &'static str) -> Self {
        self.without_compute = Some(instead);
        self.flags(&[Flag { name: COMPUTE, takes: Takes::Time, help: instead }])
    }

    /// The same, but only where one of these flags of its own is given.
    pub fn waits_for_io_with(mut self, flags: &'a [&'a str]) -> Self {
        self.waits_for_io_with = flags;
        self
    }

    /// Where one of these flags of its own is given, nobody knows how long a wait is to take: `--wait` is not about a server of the user's.
    /// No ideal is worked out from it then.
    pub fn waits_unknown_with(mut self, flags: &'a [&'a str]) -> Self {
        self.waits_unknown_with = flags;
        self
    }

    /// It has so many connections to one server at once, given the options and the number of workers. The limit of open files is
    /// raised where that is needed and allowed; more than this system can have are refused.
    pub fn connections(mut self, most: fn(&Options, usize) -> usize) -> Self {
        self.connections = most;
        self
    }

    /// Command lines for `--help`, with what each shows.
    fn examples(&self) -> Vec<(&'static str, &'static str)> {
        let only_computes = !self.runs.is_empty() && self.runs.iter().all(|run| run.computes);
        let mut examples = match only_computes {
            true => vec![("--tasks 6 --compute 100ms", "more of them, that compute for less time")],
            false => vec![("--tasks 100 --wait 1s", "more of them, that wait longer")],
        };
        if !only_computes && self.without_compute.is_none() {
            examples.push(("--wait 0 --compute 100ms", "tasks that compute and never wait"));
        }
        examples.push(("--by thread --svg figure.svg", "a lane for each thread, also drawn into a file"));
        examples.push(("--fail panic:1", "task 1 panics: what becomes of the others?"));
        if self.flags.iter().any(|flag| flag.name == WORKERS.name) {
            examples.push(("--workers 2", "two workers"));
        }
        examples
    }

    fn needs(&self, options: &Options, workload: &Workload, workers: usize) -> Needs {
        let tasks = workload.tasks;
        let hands_over = !self.runs.is_empty();
        Needs {
            tasks,
            threads: match self.threads {
                Threads::ForEachTask => tasks,
                Threads::ForEachWorker => workers,
                Threads::None if hands_over => tasks.min(BLOCKING_THREADS_MOST),
                Threads::None => 0,
            },
            does_with_fewer: self.threads == Threads::ForEachTask,
            // One that finds no task to do is not started.
            processes: if self.processes { workers.min(tasks) } else { 0 },
            connections: (self.connections)(options, workers).min(tasks),
            hands_over,
        }
    }

    /// Its own flags may ask for what cannot be. Before anything is run, `check` says what, in one line that names the flag, and
    /// what to do. That ends the process with exit code 2. There may be several; each is asked once, in the process that the user
    /// has started.
    pub fn refuses(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// Reads the flags, gets everything ready, and starts the clock. A bad flag ends the process here, with exit code 2.
    pub fn start(self) -> Demo {
        self.start_with(|_| Ok(())).0
    }

    /// The same for a demo that needs something which is no part of the run, as a server to ask. `prepare` makes it, in the
    /// process of each run, after the flags are read and before the clock is started, and while this process may still use all
    /// cores. Where it cannot, its error, a line, ends the process with exit code 1.
    pub fn start_after<T>(self, prepare: impl FnOnce(&Options) -> Result<T, String>) -> (Demo, T) {
        self.start_with(|options| watch::prepare(|| prepare(options)))
    }

    fn start_with<T>(self, prepare: impl FnOnce(&Options) -> Result<T, String>) -> (Demo, T) {
        platform::share_one_heap_where_addresses_are_limited();
        let name = self.name;
        let program = format!("demo_{name}");
        let interrupted = watch::note_interrupts();
        let mut options = options(&program, &self);
        if self.waits_unknown_with.iter().any(|flag| options.has(flag)) {
            options.wait = Duration::ZERO;
        }
        options.runs = self.runs.len().max(1);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let machine = Machine::here(cores);
        refuse_more_cores(&program, options.cores, cores);
        let asked = options.cores.unwrap_or(cores);
        let mut workload =
            Workload { tasks: options.tasks, wait: options.wait, compute: options.compute, cores: asked };
        let workers = options.number("workers").unwrap_or_else(|| (self.workers)(&workload));
        if launch::run_asked_for().is_none()
            && let Err(what) = self.checks.iter().try_for_each(|check| check(&options))
        {
            refuse(&program, &what);
        }
        let needs = self.needs(&options, &workload, workers);
        platform::allow_files_for(needs.connections as u64, needs.processes as u64);
        // Who starts a thread for each task is told which cannot be had. A pool of workers would be another than was asked for.
        let counted_on = if self.threads == Threads::ForEachWorker { workers } else { 0 };
        if let Err(what) = needs.check().and_then(|()| try_threads(counted_on)) {
            refuse(&program, &what);
        }
        let run = match (self.runs, launch::run_asked_for()) {
            ([], _) => name.to_owned(),
            (runs, Some(asked)) if runs.iter().any(|run| run.name == asked) => asked,
            (runs, _) => {
                let report = Report { demo: name.to_owned(), workload, machine, runs: Vec::new() };
                exit(supervise(&program, runs, &options, report, &interrupted))
            }
        };
        let prepared = prepare(&options).unwrap_or_else(|what| {
            complain(&program, &what);
            exit(1)
        });
        let is_first = self.runs.first().is_none_or(|first| first.name == run);
        workload.cores = pin(options.cores, cores, |what| {
            if is_first {
                complain(&program, what); // the other runs would say the same
            }
        });
        if self.runs.iter().any(|kind| kind.computes && kind.name == run) {
            workload = without_wait(workload);
        }
        let work = if workload.compute.is_zero() {
            Work::default()
        } else {
            launch::speed_asked_for().unwrap_or_else(Speed::measure).work(workload.compute)
        };
        recorder::remember_panics();
        let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload, work, options.fail)));
        recorder.expect_workers(workers);
        if self.waits_for_io || self.waits_for_io_with.iter().any(|flag| options.has(flag)) {
            recorder.knows_no_end_of_waits();
        }
        let over = Arc::new(AtomicBool::new(false));
        let session = Arc::new(Session {
            demo: name.to_owned(),
            run,
            options,
            machine,
            recorder,
            start: recorder.start(),
            interrupted: Arc::clone(&interrupted),
            over: Arc::clone(&over),
            at_ctrl_c: Mutex::new(None),
        });
        let at_ctrl_c = {
            let session = Arc::clone(&session);
            move || {
                // Whoever comes second leaves the report to the first.
                if !session.over.swap(true, Ordering::AcqRel) {
                    session.report(&session.recorder.stop_early(&session.start));
                    session.clean_up();
                    exit(130);
                }
            }
        };
        watch::start(session.progress_name(), recorder, interrupted, over, at_ctrl_c);
        let spares_addresses = needs.does_with_fewer && platform::address_space_available_bytes().is_some();
        (Demo { session, workers, spares_addresses }, prepared)
    }
}

const COMPUTE: &str = "compute";

/// Reads the command line. Ends the process where it is refused, or where help was asked for.
fn options(program: &str, demo: &DemoBuilder) -> Options {
    let name = demo.name;
    let ways = match demo.runs.len() {
        0 | 1 => "one way".to_owned(),
        several => format!("{several} ways"),
    };
    let about = format!(
        "{program} runs many tasks in {ways}, and records and draws what happened.\nRead about it in docs/src/{name}.md."
    );
    let first = match demo.by_default {
        "" => "10 tasks that wait 200 ms each".to_owned(),
        flags => format!("the same as {flags}"),
    };
    let mut examples = vec![("", first.as_str())];
    examples.extend(demo.examples());
    // Then it has a flag of its own by that name.
    let without: &[&str] = if demo.without_compute.is_some() { &[COMPUTE] } else { &[] };
    let program = Program {
        name: program,
        about: &about,
        flags: &demo.flags,
        without,
        by_default: demo.by_default,
        examples: &examples,
    };
    let processes = demo.processes;
    let options = read_options(&program);
    if let Some(instead) = demo.without_compute
        && options.time(COMPUTE).is_some_and(|time| !time.is_zero())
    {
        refuse(program.name, &format!("--compute is refused: {instead}"));
    }
    match options {
        Options { fail: Some(fail), .. } if fail.kind.needs_worker_process() && !processes => refuse(
            program.name,
            &format!(
                "--fail {} is about a task's own process, and here all tasks live in one: nothing would be left to \
                 report. Try it with demo_multiprocess, or --fail {} here",
                fail.asked(),
                Fail { kind: FailKind::Panic, ..fail }.asked()
            ),
        ),
        options => options,
    }
}

fn refuse_more_cores(program: &str, asked: Option<usize>, cores: usize) {
    if let Some(asked) = asked.filter(|&asked| asked > cores) {
        refuse(program, &format!("--cores {asked}: there are {cores} here; give 1 to {cores}"));
    }
}

/// Keeps the process on as many cores as were asked for. Returns how many it has.
fn pin(asked: Option<usize>, cores: usize, complain: impl Fn(&str)) -> usize {
    match asked {
        None => cores,
        Some(asked) => match platform::pin_to(asked) {
            Ok(()) => asked,
            Err(why) => {
                complain(&format!("--cores {asked}: this system cannot pin a program ({why}); it runs on all {cores}"));
                cores
            }
        },
    }
}

fn without_wait(workload: Workload) -> Workload {
    let compute = if workload.compute.is_zero() { workload.wait } else { workload.compute };
    Workload { wait: Duration::ZERO, compute, ..workload }
}

#[cfg(test)]
mod tests;
