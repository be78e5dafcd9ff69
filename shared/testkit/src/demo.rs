//! A demo under test.

use crate::{Program, Report, Run};
use std::path::Path;
use std::time::{Duration, Instant};

/// One of the demos: where its program is, and in what it differs from the others.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// The path of its program: `env!("CARGO_BIN_EXE_demo_thread")`.
    pub path: &'static str,
    /// Whether it has the flag `--workers`.
    pub has_workers: bool,
    /// Flags that come before those of a test, where the demo's own defaults are not those that the tests expect: `--compute 0`.
    pub before: &'static str,
    /// Whether its workers are processes.
    pub has_processes: bool,
    /// Whether it has a site of its own, a process that is no part of a run. Where there are several runs, each has one.
    pub has_site: bool,
    /// Whether a heartbeat ticks beside its tasks.
    pub has_heartbeat: bool,
    /// Whether its tasks, given one worker at most, end one after the other.
    pub ends_in_turn: bool,
    /// Whether its tasks also compute, or wait, as no flag says.
    pub has_work_of_its_own: bool,
    /// Whether it stops tasks before their end, or before they begin.
    pub stops_tasks: bool,
    /// The names of its runs, where it has several.
    pub runs: &'static [&'static str],
    /// Whether `--compute` can be more than 0. Where it cannot, it is taken out of every line.
    pub computes: bool,
}

impl Demo {
    /// A demo without anything special.
    pub const fn new(path: &'static str) -> Demo {
        Demo {
            path,
            has_workers: false,
            before: "",
            has_processes: false,
            has_site: false,
            has_heartbeat: false,
            ends_in_turn: true,
            has_work_of_its_own: false,
            stops_tasks: false,
            runs: &[],
            computes: true,
        }
    }

    /// The program's name, `demo_thread`.
    pub fn program_name(&self) -> &'static str {
        Path::new(self.path).file_stem().unwrap().to_str().unwrap()
    }

    /// The demo's name, `thread`.
    pub fn name(&self) -> &'static str {
        self.program_name().strip_prefix("demo_").unwrap()
    }

    /// The names of its runs; with a single run it is the demo's.
    pub fn run_names(&self) -> Vec<&'static str> {
        if self.runs.is_empty() { vec![self.name()] } else { self.runs.to_vec() }
    }

    /// The program with the arguments in `line`.
    pub fn with(&self, line: &str) -> Program {
        Program::new(self.path).args(self.before).args(&self.taken(line))
    }

    /// What it takes of `line`.
    fn taken(&self, line: &str) -> String {
        match line.split_once("--compute ") {
            Some((before, after)) if !self.computes => {
                before.to_owned() + after.split_once(' ').map_or("", |(_, rest)| rest)
            }
            _ => line.to_owned(),
        }
    }

    /// The same under a limit, which `limit`, a shell command such as `ulimit -n 64`, sets beforehand.
    pub fn under(&self, limit: &str, line: &str) -> Program {
        let script = format!("{limit}; exec \"$0\" \"$@\"");
        Program::new("/bin/sh").arg("-c").arg(script).arg(self.path).args(self.before).args(&self.taken(line))
    }

    /// The flag that leaves it one worker; nothing where there are none.
    pub fn one_worker(&self) -> &'static str {
        if self.has_workers { "--workers 1" } else { "" }
    }

    /// Its report, where all goes well.
    #[track_caller]
    pub fn report(&self, line: &str) -> Report {
        self.with(line).arg("--json").run().expect_code(0).expect_quiet().report()
    }

    /// Its only run, where all goes well.
    #[track_caller]
    pub fn run(&self, line: &str) -> Run {
        let mut runs = self.report(line).runs;
        assert_eq!(runs.len(), 1, "it has several runs");
        runs.remove(0)
    }

    /// Its only run, in an attempt for which `holds`: for what a run can show only while it has the machine to itself, as two cores
    /// busy at once. Other work may hold a core for a while, and so do the tests beside this one; they end before this gives up.
    ///
    /// # Panics
    /// Where it holds in none of twenty attempts or more, for a minute. The message says that `what` was looked for.
    #[track_caller]
    pub fn run_in_which(&self, what: &str, line: &str, holds: impl Fn(&Run) -> bool) -> Run {
        let begin = Instant::now();
        let goes_on = |attempt: &usize| *attempt < 20 || begin.elapsed() < Duration::from_secs(60);
        let attempt = |_| Some(self.run(line)).filter(&holds);
        let found = (0..).take_while(goes_on).find_map(attempt);
        found.unwrap_or_else(|| panic!("in none of twenty runs or more with {line}: {what}"))
    }
}
