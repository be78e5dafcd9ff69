//! The one thing that a demo needs: flags in, tasks out, a report at the end.

mod builder;
mod command_line;
mod runs;
#[cfg(test)]
mod tests;

pub use builder::{DemoBuilder, RunKind, WORKERS};
pub use command_line::read_options;
pub use runs::arguments;

use crate::figure::svg::Figure;
use crate::figure::{terminal, trace};
use crate::launch;
use crate::limits;
use crate::look;
use crate::output::{self, complain};
use crate::progress;
use crate::recorder::{Heartbeat, Recorder, Start, Stop, Task};
use crate::report::{Machine, Note, Report, Run, sentences};
use crate::workload::{Json, Options, Workload};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// One run of a demo: what was asked for, the tasks, and the record that becomes the report.
pub struct Demo {
    session: Arc<Session>,
    workers: usize,
    /// Whether the address space is so limited that it may not hold a thread for every task.
    spares_addresses: bool,
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
    /// What is to be done before Ctrl-C ends this process.
    at_ctrl_c: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Demo {
    /// Reads the flags, gets everything ready, and starts the clock. `name` is the demo's, without `demo_`. A bad flag ends
    /// the process here, with exit code 2.
    pub fn from_args(name: &str) -> Demo {
        Demo::builder(name).start()
    }

    /// The same for a demo that starts a thread for each task. More than this system can have are refused.
    pub fn with_a_thread_each(name: &str) -> Demo {
        Demo::builder(name).a_thread_each().start()
    }

    /// The same for a demo that also has the flag `--workers`, which are threads. `default` says how many there are where it is not given.
    pub fn with_workers(name: &str, default: fn(&Workload) -> usize) -> Demo {
        Demo::builder(name).workers(default).start()
    }

    /// The same for a demo whose workers are processes, which can be killed one by one.
    pub fn with_worker_processes(name: &str, default: fn(&Workload) -> usize) -> Demo {
        Demo::builder(name).worker_processes(default).start()
    }

    /// For a demo that contrasts several runs. The process that the user has started never returns from here: it starts
    /// itself once for each run, since two runs in one process could not be told apart (memory that the first one took
    /// would count for the second), and reports them all. In those processes this returns.
    pub fn with_runs(name: &str, runs: &[RunKind]) -> Demo {
        Demo::builder(name).runs(runs).start()
    }

    /// For a demo that needs more than one of these at once. It is told what there is to be, and then started:
    /// `Demo::builder("rayon").by_default("--tasks 16").workers(|workload| workload.cores).start()`.
    pub fn builder(name: &str) -> DemoBuilder<'_> {
        DemoBuilder::new(name)
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

    /// Whether the demo's own flag `name` was given.
    pub fn has(&self, name: &str) -> bool {
        self.session.options.has(name)
    }

    /// The value of the demo's own flag `name`, where it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.session.options.text(name)
    }

    /// The values of the demo's own flag `name`, which takes a list; none where it was not given.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.session.options.list(name)
    }

    /// The value of the demo's own flag `name`, where it was given and takes a number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.session.options.number(name)
    }

    /// The value of the demo's own flag `name`, where it was given and takes a length of time.
    pub fn time(&self, name: &str) -> Option<Duration> {
        self.session.options.time(name)
    }

    /// What every task of this run does, and on how many cores.
    pub fn workload(&self) -> Workload {
        self.session.recorder.workload
    }

    /// From now on this demo drops tasks on purpose: one that is dropped before its end was stopped, and has not failed.
    pub fn drops_on_purpose(&self) {
        self.session.recorder.drop_on_purpose();
    }

    /// Notes a number that only this demo knows, for its report: a name for the JSON (with `_ns` or `_bytes` at its end where that
    /// is the unit), the number, and a sentence with it for the figure. A name that was noted before is noted anew.
    pub fn note(&self, name: &str, value: u64, sentence: &str) {
        self.session.recorder.note(Note { name: name.to_owned(), value, sentence: sentence.to_owned() });
    }

    /// Looks how many threads there are now. A thread that begins a task, or goes on with one, is noticed without this; one that
    /// only helps a task is not.
    pub fn count_threads(&self) {
        self.session.recorder.count_threads();
    }

    /// Has `clean_up` called before Ctrl-C ends this process: then nothing else is dropped, and `main` gets no further. Where Ctrl-C
    /// came already, this does not return. Call it before there is anything to clean up.
    pub fn at_ctrl_c(&self, clean_up: impl FnOnce() + Send + 'static) {
        let mut at_ctrl_c = self.session.at_ctrl_c.lock().unwrap_or_else(PoisonError::into_inner);
        if self.session.over.load(Ordering::Acquire) {
            drop(at_ctrl_c);
            wait_for_the_end();
        }
        *at_ctrl_c = Some(Box::new(clean_up));
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
            wait_for_the_end();
        }
        let code = self.session.report(&self.session.recorder.stop(&self.session.start));
        if self.session.interrupted.load(Ordering::Relaxed) { ExitCode::from(130) } else { ExitCode::from(code) }
    }
}

impl Session {
    /// What the progress begins with: which of several runs it is.
    fn progress_name(&self) -> String {
        if self.run == self.demo { String::new() } else { format!("{}: ", self.run) }
    }

    /// Does what was to be done before Ctrl-C ends this process.
    fn clean_up(&self) {
        let clean_up = self.at_ctrl_c.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(clean_up) = clean_up {
            clean_up();
        }
    }

    fn report(&self, stop: &Stop) -> u8 {
        progress::end();
        let program = format!("demo_{}", self.demo);
        let interrupted = self.interrupted.load(Ordering::Relaxed);
        if interrupted && !launch::is_governed() {
            progress::wipe_ctrl_c();
        }
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

/// Waits for the helper thread to end this process.
fn wait_for_the_end() -> ! {
    loop {
        thread::park();
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
        let figure = Figure { zoom: options.zoom_ns(), ..Figure::of(report, &title, options.lanes) }.draw();
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
