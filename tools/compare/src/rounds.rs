//! Runs the contestants, round by round.

use crate::contestants::Contestant;
use artifacts::Programs;
use statistics::order_of_round;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use timing::report::{Machine, Run};
use timing::workload::{Options, Speed, Workload, show_duration};
use timing::{progress, reported};

/// A demo that would take longer than this for one run is left out.
const PATIENCE: Duration = Duration::from_secs(20);

/// More tasks than this are measured, but not drawn: their records would take longer to hand over than to make.
pub const TASKS_DRAWN: usize = 100_000;

/// All that was measured.
#[derive(Debug)]
pub struct Comparison {
    /// What every demo had to do.
    pub workload: Workload,
    /// On what.
    pub machine: Machine,
    /// How many rounds were asked for.
    pub rounds: usize,
    /// A row for each demo, from the simplest on.
    pub rows: Vec<Row>,
}

/// One demo's runs.
#[derive(Debug)]
pub struct Row {
    /// The demo's name, without `demo_`.
    pub demo: &'static str,
    /// Its runs that ended with a report, in the order of the rounds, those with failed tasks too.
    pub runs: Vec<Run>,
    /// Why there are none, or fewer than rounds.
    pub trouble: Option<String>,
}

/// The figures of a row over its runs: of each the median.
pub struct Summary<'a> {
    /// The run whose wall time is the median.
    pub run: &'a Run,
    /// Wall times, sorted.
    pub walls_ns: Vec<u64>,
}

impl Summary<'_> {
    /// The median wall time.
    pub fn wall_ns(&self) -> u64 {
        self.run.wall_ns
    }

    /// The shortest wall time.
    pub fn least_ns(&self) -> u64 {
        self.walls_ns[0]
    }

    /// The longest wall time.
    pub fn most_ns(&self) -> u64 {
        self.walls_ns[self.walls_ns.len() - 1]
    }
}

impl Row {
    /// The row's figures; `None` where no run did all of its work. A run that was cut short, or whose tasks failed, did less
    /// than the others, and is compared with none.
    pub fn summary(&self) -> Option<Summary<'_>> {
        let mut runs: Vec<&Run> = self.whole_runs().collect();
        runs.sort_by_key(|run| run.wall_ns);
        let run = runs.get(runs.len().checked_sub(1)? / 2)?;
        Some(Summary { run, walls_ns: runs.iter().map(|run| run.wall_ns).collect() })
    }

    /// The runs that did all of their work.
    pub fn whole_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.failures.is_empty() && !run.interrupted)
    }

    /// The run to draw: the one with the median wall time, or where there is none, the last.
    pub fn drawn(&self) -> Option<&Run> {
        self.summary().map(|summary| summary.run).or(self.runs.last())
    }
}

impl Comparison {
    /// Runs every contestant once in each round, in an order that changes from round to round, so that none is always
    /// the first on a cold machine.
    pub fn run(
        contestants: &[Contestant],
        binaries: &Programs,
        options: &Options,
        workload: Workload,
        cores: usize,
        speed: Option<Speed>,
        interrupted: &AtomicBool,
    ) -> Comparison {
        let rounds = options.number("rounds").unwrap_or(3);
        let mut rows: Vec<Row> = contestants
            .iter()
            .map(|contestant| Row { demo: contestant.name, runs: Vec::new(), trouble: None })
            .collect();
        for round in 0..rounds {
            for place in order_of_round(contestants.len(), round) {
                let (contestant, row) = (&contestants[place], &mut rows[place]);
                if row.trouble.is_some() || interrupted.load(Ordering::Relaxed) {
                    continue;
                }
                progress::show(&format!("round {} of {rounds}: demo_{}", round + 1, contestant.name), "");
                match run_once(contestant, binaries, options, &workload, speed, interrupted) {
                    Ok(run) => {
                        row.trouble = trouble_of(&run);
                        row.runs.push(run);
                    }
                    Err(trouble) => row.trouble = Some(trouble),
                }
            }
        }
        progress::wipe();
        for row in rows.iter_mut().filter(|row| row.runs.is_empty()) {
            row.trouble.get_or_insert_with(|| "not run: Ctrl-C came first".to_owned());
        }
        Comparison { workload, machine: Machine::here(cores), rounds, rows }
    }

    /// Whether every demo that was to run did so, in every round, without a failed task.
    pub fn all_went_well(&self) -> bool {
        self.rows.iter().all(|row| row.trouble.as_ref().is_none_or(|trouble| trouble.starts_with(LEFT_OUT)))
    }
}

const LEFT_OUT: &str = "left out";

fn trouble_of(run: &Run) -> Option<String> {
    let first = run.failures.first()?;
    Some(match run.failures.len() {
        1 => format!("task {} failed: {}", first.task, first.reason),
        failed => format!("{failed} tasks failed; task {}: {}", first.task, first.reason),
    })
}

fn run_once(
    contestant: &Contestant,
    binaries: &Programs,
    options: &Options,
    workload: &Workload,
    speed: Option<Speed>,
    interrupted: &AtomicBool,
) -> Result<Run, String> {
    let binary = binaries.get(&contestant.package()).ok_or("it was not built: see what cargo says above")?;
    let expected = contestant.expected(workload, options);
    if expected > PATIENCE {
        let expected = show_duration(expected.as_nanos() as u64);
        return Err(format!("{LEFT_OUT}: one run would take {expected} or more"));
    }
    let mut command = Command::new(binary);
    let lists_tasks = options.tasks <= TASKS_DRAWN;
    command.args(timing::arguments(options)).args(contestant.flags).arg(if lists_tasks {
        "--json=full"
    } else {
        "--json"
    });
    if let Some(workers) = options.number("workers").filter(|_| contestant.has_workers()) {
        command.arg(format!("--workers={workers}"));
    }
    let overhead = Duration::from_secs(10) + Duration::from_micros(200) * options.tasks as u32;
    let run =
        reported::run(&mut command, speed, expected * 5 + overhead, interrupted).map_err(|why| why.to_string())?;
    if (run.workload.tasks, run.workload.wait, run.workload.compute)
        != (workload.tasks, workload.wait, workload.compute)
    {
        return Err("it reported other work than it was asked for".to_owned());
    }
    Ok(run)
}
