//! The one thing that a demo needs: flags in, tasks out, a report at the end.

use crate::figure::svg::Figure;
use crate::figure::{terminal, trace};
use crate::launch::{self, Governed};
use crate::limits::{self, Needs};
use crate::look;
use crate::output::{self, complain};
use crate::platform;
use crate::recorder::{self, Heartbeat, Recorder, Start, Stop, Task};
use crate::report::{Machine, Report, Run, TASKS_LISTED, sentences};
use crate::watch;
use crate::workload::{Fail, Flag, Json, Options, Program, Speed, Takes, Work, Workload};
use std::env;
use std::process::{Command, ExitCode, exit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// One run of a demo: what was asked for, the tasks, and the record that becomes the report.
pub struct Demo {
    session: Arc<Session>,
    workers: usize,
    /// Whether the address space is so limited that it may not hold a thread for every task.
    spares_addresses: bool,
}

/// One of several runs of a demo.
#[derive(Clone, Copy, Debug)]
pub struct RunKind {
    name: &'static str,
    computes: bool,
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

/// What is needed to report a run, from the main thread or, after Ctrl-C, from the helper.
struct Session {
    demo: String,
    run: String,
    options: Options,
    machine: Machine,
    recorder: &'static Recorder,
    start: Start,
    interrupted: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

/// What kind of demo asks.
#[derive(Clone, Copy, Default)]
struct Kind<'a> {
    flags: &'a [Flag],
    runs: &'a [RunKind],
    needs: Option<fn(&Workload, usize) -> Needs>,
    processes: bool,
}

/// The flag of programs that have workers.
pub const WORKERS: Flag =
    Flag { name: "workers", takes: Takes::NumberUpTo(100_000), help: "how many workers there are" };

impl Demo {
    /// Reads the flags, gets everything ready, and starts the clock. `name` is the demo's, without `demo_`. A bad flag ends
    /// the process here, with exit code 2.
    pub fn from_args(name: &str) -> Demo {
        Demo::new(name, Kind::default(), |_| 0)
    }

    /// The same for a demo that starts a thread for each task. More than this system can have are refused.
    pub fn with_a_thread_each(name: &str) -> Demo {
        let needs = |workload: &Workload, _| Needs {
            tasks: workload.tasks,
            threads: workload.tasks,
            does_with_fewer: true,
            ..Needs::default()
        };
        Demo::new(name, Kind { needs: Some(needs), ..Kind::default() }, |_| 0)
    }

    /// The same for a demo that also has the flag `--workers`, which are threads. `default` says how many there are where it is not given.
    pub fn with_workers(name: &str, default: impl FnOnce(&Workload) -> usize) -> Demo {
        let needs = |workload: &Workload, threads| Needs { tasks: workload.tasks, threads, ..Needs::default() };
        Demo::new(name, Kind { flags: &[WORKERS], needs: Some(needs), ..Kind::default() }, default)
    }

    /// The same for a demo whose workers are processes, which can be killed one by one.
    pub fn with_worker_processes(name: &str, default: impl FnOnce(&Workload) -> usize) -> Demo {
        // One that finds no task to do is not started.
        let needs = |workload: &Workload, workers: usize| Needs {
            tasks: workload.tasks,
            processes: workers.min(workload.tasks),
            ..Needs::default()
        };
        Demo::new(name, Kind { flags: &[WORKERS], needs: Some(needs), processes: true, ..Kind::default() }, default)
    }

    /// For a demo that contrasts several runs. The process that the user has started never returns from here: it starts
    /// itself once for each run, since two runs in one process could not be told apart (memory that the first one took
    /// would count for the second), and reports them all. In those processes this returns.
    pub fn with_runs(name: &str, runs: &[RunKind]) -> Demo {
        // tokio has up to 512 threads for calls that block.
        let needs = |workload: &Workload, _| Needs {
            tasks: workload.tasks,
            threads: workload.tasks.min(512),
            hands_over: true,
            ..Needs::default()
        };
        Demo::new(name, Kind { runs, needs: Some(needs), ..Kind::default() }, |_| 0)
    }

    fn new(name: &str, kind: Kind, default_workers: impl FnOnce(&Workload) -> usize) -> Demo {
        let program = format!("demo_{name}");
        let interrupted = watch::note_interrupts();
        let options = options(name, &program, kind);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let machine = Machine::here(cores);
        let pinned = pin(&program, options.cores, cores);
        let mut workload =
            Workload { tasks: options.tasks, wait: options.wait, compute: options.compute, cores: pinned };
        let workers = options.number("workers").unwrap_or_else(|| default_workers(&workload));
        let needs = match kind.needs {
            Some(needs) => needs(&workload, workers),
            None => Needs { tasks: workload.tasks, ..Needs::default() },
        };
        if let Err(what) = needs.check() {
            refuse(&program, &what);
        }
        let run = match (kind.runs, launch::run_asked_for()) {
            ([], _) => name.to_owned(),
            (runs, Some(asked)) if runs.iter().any(|run| run.name == asked) => asked,
            (runs, _) => {
                let report = Report { demo: name.to_owned(), workload, machine, runs: Vec::new() };
                exit(supervise(&program, runs, &options, report, &interrupted))
            }
        };
        if kind.runs.iter().any(|kind| kind.computes && kind.name == run) {
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
        });
        let at_ctrl_c = {
            let session = Arc::clone(&session);
            move || {
                // Whoever comes second leaves the report to the first.
                if !session.over.swap(true, Ordering::AcqRel) {
                    session.report(&session.recorder.stop_early(&session.start));
                    exit(130);
                }
            }
        };
        watch::start(session.progress_name(), recorder, interrupted, over, at_ctrl_c);
        let spares_addresses = needs.does_with_fewer && platform::address_space_available_bytes().is_some();
        Demo { session, workers, spares_addresses }
    }

    /// The tasks, in order.
    pub fn tasks(&self) -> impl Iterator<Item = Task> + Send + 'static {
        let recorder = self.session.recorder;
        let mut is_scarce = self.spares_addresses;
        let mut no_room = None;
        recorder.tasks().take_while(|_| !recorder.is_closing()).filter_map(move |task| {
            if is_scarce && let Err(why) = limits::room_for_a_thread() {
                no_room = Some(why);
                is_scarce = false; // what is full now will not be asked again
            }
            match &no_room {
                None => Some(task),
                Some(why) => {
                    task.fail(why);
                    None
                }
            }
        })
    }

    /// How many workers there are to be.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The name of this run, in a demo that has several.
    pub fn run_name(&self) -> &str {
        &self.session.run
    }

    /// A heartbeat that is to tick beside the tasks.
    pub fn heartbeat(&self) -> Heartbeat {
        Heartbeat::new(self.session.recorder)
    }

    /// Says that a worker process was started.
    pub fn worker_started(&self, pid: u32) {
        self.session.recorder.worker_started(pid);
    }

    /// Stops the clock and reports: the figure, the numbers, the files that were asked for. Call it when everything that
    /// was started has been joined.
    pub fn report(self) -> ExitCode {
        if self.session.over.swap(true, Ordering::AcqRel) {
            // Ctrl-C came first, and its report ends the process.
            loop {
                thread::park();
            }
        }
        let code = self.session.report(&self.session.recorder.stop(&self.session.start));
        if self.session.interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { ExitCode::from(code) }
    }
}

impl Session {
    fn progress_name(&self) -> String {
        if self.run == self.demo { format!("demo_{}", self.demo) } else { format!("demo_{}, {}", self.demo, self.run) }
    }

    fn report(&self, stop: &Stop) -> u8 {
        watch::wipe_progress(Duration::from_nanos(stop.ns.saturating_sub(self.start.ns)));
        let program = format!("demo_{}", self.demo);
        let interrupted = self.interrupted.load(Ordering::Relaxed);
        match Run::of(&self.run, self.recorder, &self.start, stop, interrupted) {
            Err(flaw) => {
                complain(&program, &format!("{flaw}; nothing is reported"));
                1
            }
            Ok(run) => {
                let workload =
                    Workload { wait: self.options.wait, compute: self.options.compute, ..self.recorder.workload };
                let (demo, machine) = (self.demo.clone(), self.machine.clone());
                hand_over(&program, &Report { demo, workload, machine, runs: vec![run] }, &self.options)
            }
        }
    }
}

/// Writes a report wherever the options say. Returns the exit code.
fn hand_over(program: &str, report: &Report, options: &Options) -> u8 {
    let mut code = u8::from(report.runs.iter().any(|run| !run.failures.is_empty()));
    let mut attempt = |result: Result<(), String>| {
        if let Err(what) = result {
            complain(program, &what);
            code = 1;
        }
    };
    if let Some(path) = &options.svg {
        let title = match &report.runs[..] {
            [run] => format!("demo_{}: {}", report.demo, sentences::workload(run)),
            runs => format!("demo_{}: {}", report.demo, sentences::plural(runs.len() as u64, "run")),
        };
        let figure = Figure::of(report, &title, options.lanes).draw();
        attempt(output::write_file(path, |out| out.write_all(figure.as_bytes())));
    }
    if let Some(path) = &options.trace {
        attempt(output::write_file(path, |out| trace::write(report, out)));
    }
    attempt(match options.json {
        Json::No => {
            let figure = terminal::draw(report, &look::style(options));
            output::print(|out| out.write_all(figure.as_bytes()))
        }
        json => output::print(|out| report.write_json(out, json == Json::Full)),
    });
    code
}

/// Reads the command line. Ends the process where it is refused, or where help was asked for.
fn options(name: &str, program: &str, kind: Kind) -> Options {
    let about = format!(
        "{program} runs many tasks in one way, and records and draws what happened.\nRead about it in docs/src/{name}.md."
    );
    let mut examples = vec![
        ("", "10 tasks that wait 200 ms each"),
        ("--tasks 100 --wait 1s", "more of them, that wait longer"),
        ("--wait 0 --compute 100ms", "tasks that compute and never wait"),
        ("--by thread --svg figure.svg", "a lane for each thread, also drawn into a file"),
        ("--fail panic:3", "task 3 panics: what becomes of the others?"),
    ];
    if !kind.flags.is_empty() {
        examples.push(("--workers 2", "two workers"));
    }
    let program = Program { name: program, about: &about, flags: kind.flags, without: &[], examples: &examples };
    let processes = kind.processes;
    match read_options(&program) {
        Options { fail: Some(Fail { kind, task }), .. } if kind.needs_worker_process() && !processes => refuse(
            program.name,
            &format!(
                "--fail {}:{task} is about a task's own process, and here all tasks live in one: nothing would be left to \
                 report. Try it with demo_multiprocess, or --fail panic:{task} here",
                kind.name()
            ),
        ),
        options => options,
    }
}

/// Reads this process's command line. Ends the process where it is refused (2), or where help was asked for (0).
pub fn read_options(program: &Program) -> Options {
    let options = match program.parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            let shown = output::print(|out| out.write_all(program.help().as_bytes()));
            exit(i32::from(shown.is_err()))
        }
        Err(error) => refuse(program.name, &error.0),
    };
    if options.svg.as_ref().zip(options.trace.as_ref()).is_some_and(|(svg, trace)| output::are_the_same(svg, trace)) {
        refuse(program.name, "--svg and --trace name the same file; give each its own");
    }
    let files = [("svg", &options.svg), ("trace", &options.trace)];
    for (name, path) in files.iter().filter_map(|(name, path)| Some((name, path.as_ref()?))) {
        if let Err(what) = output::check_writable(path) {
            refuse(program.name, &format!("--{name}: {what}"));
        }
    }
    options
}

fn refuse(program: &str, what: &str) -> ! {
    complain(program, what);
    exit(2)
}

/// Keeps the process on as many cores as were asked for. Returns how many it has.
fn pin(program: &str, asked: Option<usize>, cores: usize) -> usize {
    match asked {
        None => cores,
        Some(asked) if asked > cores => {
            refuse(program, &format!("--cores {asked}: there are {cores} here; give 1 to {cores}"))
        }
        Some(asked) => match platform::pin_to(asked) {
            Ok(()) => asked,
            Err(why) => {
                complain(
                    program,
                    &format!("--cores {asked}: this system cannot pin a program ({why}); it runs on all {cores}"),
                );
                cores
            }
        },
    }
}

fn without_wait(workload: Workload) -> Workload {
    let compute = if workload.compute.is_zero() { workload.wait } else { workload.compute };
    Workload { wait: Duration::ZERO, compute, ..workload }
}

/// Starts this program once for each run, and reports them together in `report`. Returns the exit code.
fn supervise(program: &str, runs: &[RunKind], options: &Options, mut report: Report, interrupted: &AtomicBool) -> i32 {
    let computes = !report.workload.compute.is_zero() || runs.iter().any(|run| run.computes);
    let speed = launch::speed_asked_for().or_else(|| computes.then(Speed::measure));
    let mut lost = false;
    for run in runs {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let governed = Governed { run: Some(run.name), speed, ..Governed::default() };
        let mut command =
            Command::new(env::current_exe().unwrap_or_else(|_| env::args_os().next().unwrap_or_default().into()));
        command.args(arguments(options)).arg(if options.tasks > TASKS_LISTED { "--json=full" } else { "--json" });
        let result = governed.run(&mut command, interrupted).map_err(|error| error.to_string());
        let read = result.and_then(|outcome| match Report::from_json(&outcome.output) {
            Ok(report) => Ok(report),
            Err(_) => Err(format!("it ended without a report ({})", outcome.status)),
        });
        match read {
            Ok(one) => report.runs.extend(one.runs),
            Err(_) if interrupted.load(Ordering::Relaxed) => break, // it had hardly begun
            Err(what) => {
                complain(program, &format!("the run {}: {what}", run.name));
                lost = true;
            }
        }
    }
    if let Some(next) = runs.get(report.runs.len()).filter(|_| interrupted.load(Ordering::Relaxed)) {
        complain(program, &format!("Ctrl-C came before the run {} had anything to report", next.name));
    }
    let code = hand_over(program, &report, options);
    if interrupted.load(Ordering::Relaxed) { 130 } else { i32::from(code.max(u8::from(lost))) }
}

/// The flags that say what is to be done, as arguments for another program.
pub fn arguments(options: &Options) -> Vec<String> {
    let mut arguments = vec![
        format!("--tasks={}", options.tasks),
        format!("--wait={}ns", options.wait.as_nanos()),
        format!("--compute={}ns", options.compute.as_nanos()),
    ];
    arguments.extend(options.cores.map(|cores| format!("--cores={cores}")));
    arguments.extend(options.fail.map(|fail| format!("--fail={}:{}", fail.kind.name(), fail.task)));
    arguments
}
