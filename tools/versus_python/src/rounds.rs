//! Runs the programs, round by round, and keeps what each took.

use crate::contestants::{COMPUTING, Contestant, Kind, WAITING, Way};
use crate::guard;
use crate::load::{Load, Work};
use crate::python::{self, Python};
use crate::sample::Sample;
use artifacts::Programs;
use statistics::{Spread, order_of_round};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::limits::{Ceiling, Plenty};
use timing::progress;
use timing::reported::{self, Trouble as Unreported};
use timing::workload::{Speed, show_count, show_duration};

/// A pool whose workers would have to wait more often than this, one wait after the other, is left out.
const WAITS_IN_A_ROW: usize = 5;

/// How everything is run.
pub struct Setup<'a> {
    /// The Python.
    pub python: &'a Python,
    /// The programs in Rust, as far as cargo could build them.
    pub built: &'a Programs,
    /// How many cores there are.
    pub cores: usize,
    /// How fast Rust multiplies here.
    pub speed: Speed,
    /// How often each program runs under each load.
    pub rounds: usize,
    /// A program may take so much longer than its waits.
    pub deadline: Duration,
}

/// What was measured under one load.
pub struct Part {
    /// The load.
    pub load: Load,
    /// A row for each program.
    pub rows: Vec<Row>,
}

/// What was measured of one program.
pub struct Row {
    /// The program.
    pub contestant: Contestant,
    /// What it took, one sample a round.
    pub samples: Vec<Sample>,
    /// Why there are none, or fewer than rounds.
    pub trouble: Option<Trouble>,
}

/// Why a program was not measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It was clear beforehand that it does not fit or takes too long.
    LeftOut(String),
    /// It went wrong.
    Failed(String),
    /// Ctrl-C came first.
    Interrupted,
}

impl Trouble {
    /// In words.
    pub fn text(&self) -> String {
        match self {
            Trouble::LeftOut(why) => format!("left out: {why}"),
            Trouble::Failed(why) => why.clone(),
            Trouble::Interrupted => "not run to its end: Ctrl-C came first".to_owned(),
        }
    }
}

impl Part {
    /// What was measured of a program, by its name.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.contestant.name == name)
    }
}

impl Row {
    /// What its samples say of one thing. `None` where there is nothing: none were taken, or the system does not tell.
    pub fn spread(&self, of: impl Fn(&Sample) -> Option<u64>) -> Option<Spread> {
        Spread::of(self.samples.iter().filter_map(of).map(|value| value as f64))
    }
}

/// Runs all programs under all loads. Those under one load run one after the other, in an order that changes from round to round.
pub fn measure(loads: &[Load], setup: &Setup, interrupted: &AtomicBool) -> Vec<Part> {
    let mut parts: Vec<Part> = loads.iter().map(|load| Part::new(load.clone(), setup)).collect();
    for round in 0..setup.rounds {
        for part in &mut parts {
            for place in order_of_round(part.rows.len(), round) {
                let row = &mut part.rows[place];
                if row.trouble.is_some() {
                    continue;
                }
                if interrupted.load(Ordering::Relaxed) {
                    row.trouble = Some(Trouble::Interrupted);
                    continue;
                }
                let line = format!("round {} of {}: {}", round + 1, setup.rounds, row.contestant.name);
                progress::show(&line, &format!(", {}", part.load.words()));
                match run_once(&row.contestant, &part.load, setup, interrupted) {
                    Ok(sample) => row.samples.push(sample),
                    Err(_) if interrupted.load(Ordering::Relaxed) => row.trouble = Some(Trouble::Interrupted),
                    Err(trouble) => row.trouble = Some(trouble),
                }
            }
        }
    }
    progress::wipe();
    parts
}

impl Part {
    fn new(load: Load, setup: &Setup) -> Part {
        let contestants = if load.waits() { WAITING } else { COMPUTING };
        let contestants = contestants.iter().filter(|contestant| !(load.is_for_rust_only() && contestant.is_python()));
        let row = |contestant: &Contestant| Row {
            contestant: *contestant,
            samples: Vec::new(),
            trouble: trouble_beforehand(contestant, &load, setup),
        };
        let rows = contestants.map(row).collect();
        Part { load, rows }
    }
}

/// What can be told without a run.
fn trouble_beforehand(contestant: &Contestant, load: &Load, setup: &Setup) -> Option<Trouble> {
    if let (true, Err(why)) = (contestant.is_python(), &setup.python.about) {
        return Some(Trouble::Failed(why.clone()));
    }
    if let (true, Some(workers)) = (load.waits(), contestant.workers(load, setup.cores)) {
        let in_a_row = load.tasks.div_ceil(workers);
        if in_a_row > WAITS_IN_A_ROW {
            let what = if contestant.way == Way::Pool { "threads" } else { "processes" };
            let took = show_duration((load.wait() * in_a_row as u32).as_nanos() as u64);
            let in_a_row = show_count(in_a_row as u64);
            return Some(Trouble::LeftOut(format!(
                "each of its {workers} {what} would wait {in_a_row} times, one wait after the other: {took}"
            )));
        }
    }
    if contestant.is_python() && contestant.way == Way::Threads {
        const ALL: u64 = u64::MAX; // nothing of it has to be left to others
        let (lowest, shared) = (Ceiling::here(Plenty::Threads), Ceiling::shared(Plenty::Threads, ALL));
        return too_many_threads(load.tasks as u64, lowest, shared);
    }
    None // the demos know their own limits, and refuse
}

/// Whether so many threads of Python are certainly too many. `lowest` leaves room for so many threads of Rust, which take at most twice
/// as much of what is limited (four memory maps instead of two); in between, it is tried. A limit that is `shared`, with all programs of
/// a user or a container, counts the threads of any language alike.
fn too_many_threads(threads: u64, lowest: Option<Ceiling>, shared: Option<Ceiling>) -> Option<Trouble> {
    let lowest = lowest.filter(|ceiling| threads > 2 * ceiling.room);
    let ceiling = lowest.or(shared.filter(|ceiling| threads > ceiling.room));
    ceiling.map(|ceiling| {
        Trouble::LeftOut(format!(
            "{} threads do not fit here: {} is {} ({})",
            show_count(threads),
            ceiling.name,
            show_count(ceiling.value),
            ceiling.raised_for(threads),
        ))
    })
}

fn run_once(contestant: &Contestant, load: &Load, setup: &Setup, interrupted: &AtomicBool) -> Result<Sample, Trouble> {
    let workers = contestant.workers(load, setup.cores);
    let in_a_row = workers.map_or(1, |workers| load.tasks.div_ceil(workers));
    let deadline = load.wait() * in_a_row as u32 + setup.deadline;
    match contestant.kind {
        Kind::Script => {
            let mut arguments: Vec<OsString> = vec![python::script(contestant.name).into()];
            arguments.extend(script_flags(load, workers).map(OsString::from));
            run_printing(&setup.python.path, &arguments, load, deadline, interrupted)
        }
        Kind::Bare => {
            let arguments = [load.tasks.to_string(), load.wait().as_millis().to_string()].map(OsString::from);
            run_printing(built(contestant, setup)?, &arguments, load, deadline, interrupted)
        }
        Kind::Demo => {
            let mut command = Command::new(built(contestant, setup)?);
            command.arg("--json").args(demo_flags(load, workers, setup.speed));
            let run = reported::run(&mut command, Some(setup.speed), deadline, interrupted);
            let run = run.map_err(|trouble| match trouble {
                Unreported::Refused(why) => Trouble::LeftOut(in_a_row_of_its_own(contestant, &why)),
                other => Trouble::Failed(other.to_string()),
            })?;
            Sample::of(&run).map_err(Trouble::Failed)
        }
    }
}

fn built<'a>(contestant: &Contestant, setup: &'a Setup) -> Result<&'a Path, Trouble> {
    let missing = || Trouble::Failed("it was not built: see what cargo says above".to_owned());
    setup.built.get(contestant.name).map(|path| path.as_path()).ok_or_else(missing)
}

/// A demo begins what it says with its own name, which stands before it already. That nothing was run is true of the demo, not here.
fn in_a_row_of_its_own(contestant: &Contestant, why: &str) -> String {
    let why = why.strip_prefix(contestant.name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(why);
    why.trim_end_matches("; nothing was run").to_owned()
}

fn run_printing(
    program: &Path,
    arguments: &[OsString],
    load: &Load,
    deadline: Duration,
    interrupted: &AtomicBool,
) -> Result<Sample, Trouble> {
    let printed = guard::output_of(program, arguments, deadline, interrupted);
    printed.and_then(|printed| Sample::read(&printed, load)).map_err(Trouble::Failed)
}

fn script_flags(load: &Load, workers: Option<usize>) -> impl Iterator<Item = String> {
    let flags = [format!("--tasks={}", load.tasks), format!("--wait={}", load.wait().as_secs_f64())];
    let multiplications = Some(load.multiplications()).filter(|multiplications| *multiplications > 0);
    let multiplications = multiplications.map(|multiplications| format!("--multiplications={multiplications}"));
    flags.into_iter().chain(multiplications).chain(workers.map(workers_flag))
}

fn demo_flags(load: &Load, workers: Option<usize>, speed: Speed) -> impl Iterator<Item = String> {
    let compute = match load.work {
        Work::Wait(_) => Duration::ZERO,
        Work::Compute(_) | Work::ComputeLonger(_) => load.compute(speed),
    };
    let flags = [
        format!("--tasks={}", load.tasks),
        format!("--wait={}ns", load.wait().as_nanos()),
        format!("--compute={}ns", compute.as_nanos()),
    ];
    flags.into_iter().chain(workers.map(workers_flag))
}

fn workers_flag(workers: usize) -> String {
    format!("--workers={workers}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_without_what_its_row_says_already() {
        let refusal = "demo_thread: 100,000 threads do not fit here: a limit is 1 (raise it); nothing was run";
        let thread = WAITING.iter().find(|contestant| contestant.name == "demo_thread").unwrap();
        assert_eq!(in_a_row_of_its_own(thread, refusal), "100,000 threads do not fit here: a limit is 1 (raise it)");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn threads_are_left_out_where_they_certainly_do_not_fit() {
        let with_room = |room| {
            let mut ceiling = Ceiling::here(Plenty::Threads)?;
            ceiling.room = room;
            Some(ceiling)
        };
        let left_out = |threads, lowest, shared| match too_many_threads(threads, with_room(lowest), with_room(shared)) {
            Some(Trouble::LeftOut(why)) => why.contains("do not fit here"),
            Some(other) => panic!("{other:?}"),
            None => false,
        };
        assert!(!left_out(10_000, 16_000, 30_000));
        assert!(!left_out(10_000, 5_000, 30_000), "Python may need half of what Rust needs");
        assert!(left_out(10_001, 5_000, 30_000));
        assert!(left_out(10_001, 10_000, 10_000), "no language has more threads than a user may have");
        assert_eq!(too_many_threads(1_000_000, None, None), None);
    }
}
