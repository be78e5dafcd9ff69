//! Whole demos, each measurement a process of its own: how close they come to the ideal, what recording adds to a program
//! without it, and whether a million tasks can be run, reported and drawn.

use crate::options::Options;
use crate::programs;
use crate::rounds::{Ended, in_turns, json, run, say};
use crate::row::{Row, Target, Unit};
use crate::show::Table;
use artifacts::Programs;
use serde_json::Value;
use std::process::Command;
use timing::report::sentences::plural;
use timing::workload::{show_count, show_duration};

const MS: u64 = 1_000_000;

/// Measures them.
///
/// # Errors
/// Where a program cannot be built or run, or fails.
pub fn measure(options: &Options) -> Result<Table, String> {
    let demos =
        ["thread", "async_tokio", "async_tokio_multi", "async_smol", "event_loop", "multiprocess", "rayon", "pipeline"];
    let mut built = programs::build_demos(&demos, options)?;
    built.extend(programs::build(&["build", "--package=bare"], options)?);
    let part = Demos { options, built };
    let rounds = options.rounds(7);
    let mut rows = Vec::new();
    let waiting = [("thread", 0.99), ("async_tokio", 0.99), ("async_smol", 0.99), ("multiprocess", 0.97)];
    let waiting_less = [("thread", 0.97), ("async_tokio", 0.97), ("async_smol", 0.97), ("multiprocess", 0.90)];
    let computing = [("thread", 0.90), ("async_tokio_multi", 0.90), ("rayon", 0.95), ("multiprocess", 0.90)];
    if options.smoke {
        rows.extend(part.efficiency(&waiting_less, Load { tasks: 2, wait_ns: 50 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.efficiency(&computing, Load { tasks: 2, wait_ns: 0, compute_ns: MS }, rounds)?);
        rows.extend(part.beside_bare(Load { tasks: 1_000, wait_ns: 50 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.beside_smol(Load { tasks: 1_000, wait_ns: 50 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.very_many(Load { tasks: 1_000, wait_ns: 50 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.pipeline(Load { tasks: 4, wait_ns: 50 * MS, compute_ns: 0 }, rounds)?);
    } else {
        rows.extend(part.efficiency(&waiting, Load { tasks: 10, wait_ns: 1_000 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.efficiency(&waiting_less, Load { tasks: 10, wait_ns: 200 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.efficiency(&computing, Load { tasks: 16, wait_ns: 0, compute_ns: 50 * MS }, rounds)?);
        rows.extend(part.beside_bare(Load { tasks: 100_000, wait_ns: 1_000 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.beside_smol(Load { tasks: 10_000, wait_ns: 200 * MS, compute_ns: 0 }, rounds)?);
        rows.extend(part.very_many(Load { tasks: 1_000_000, wait_ns: 1_000 * MS, compute_ns: 0 }, rounds.min(5))?);
        rows.extend(part.pipeline(Load { tasks: 60, wait_ns: 200 * MS, compute_ns: 0 }, rounds.min(5))?);
    }
    let how = format!("Whole demos: {}, each run a process of its own.", plural(rounds as u64, "round"));
    Ok(Table { name: "processes", how, rows })
}

/// What the tasks do.
#[derive(Clone, Copy)]
struct Load {
    tasks: u64,
    wait_ns: u64,
    compute_ns: u64,
}

impl Load {
    fn flags(self) -> [String; 3] {
        [
            format!("--tasks={}", self.tasks),
            format!("--wait={}ns", self.wait_ns),
            format!("--compute={}ns", self.compute_ns),
        ]
    }

    /// `10 tasks wait 200 ms`.
    fn words(self) -> String {
        let (does, time_ns) = if self.compute_ns == 0 { ("wait", self.wait_ns) } else { ("compute", self.compute_ns) };
        let time = if time_ns % MS == 0 && time_ns < 1_000 * MS {
            format!("{} ms", time_ns / MS)
        } else if time_ns % (1_000 * MS) == 0 {
            format!("{} s", time_ns / (1_000 * MS))
        } else {
            show_duration(time_ns)
        };
        format!("{} tasks {does} {time}", show_count(self.tasks))
    }
}

/// The programs, and how they are to be run.
struct Demos<'a> {
    options: &'a Options,
    built: Programs,
}

/// One run of a program with a record, or without.
struct Measured {
    /// The wall time that the program reported.
    wall_ns: f64,
    /// The memory peak that it reported when its tasks had ended.
    memory_bytes: f64,
    /// What the whole process took, from its start to its end.
    process: Ended,
}

impl Demos<'_> {
    fn demo(&self, name: &str, load: Load) -> Result<Command, String> {
        let mut command = Command::new(artifacts::find(&self.built, &format!("demo_{name}"))?);
        command.args(load.flags());
        Ok(command)
    }

    /// How close demos come to the ideal, each with its target.
    fn efficiency(&self, demos: &[(&str, f64)], load: Load, rounds: usize) -> Result<Vec<Row>, String> {
        let what = load.words();
        say(&format!("{what}, {}", plural(rounds as u64, "round")));
        let measured = in_turns(demos, rounds, |(name, _)| {
            let printed = json(&run(self.demo(name, load)?.arg("--json"))?)?;
            number(&printed["runs"][0], "efficiency")
        })?;
        let rows = demos.iter().zip(measured).map(|((name, target), samples)| {
            let row = Row::new(format!("{what}: efficiency"), *name, Unit::Ratio, samples);
            row.target(Target::AtLeast(*target), self.options.smoke)
        });
        Ok(rows.collect())
    }

    /// What recording adds to a program without it, on two runtimes.
    fn beside_bare(&self, load: Load, rounds: usize) -> Result<Vec<Row>, String> {
        let what = load.words();
        say(&format!("{what}, beside programs without a record, {}", plural(rounds as u64, "round")));
        let contestants = ["demo_async_tokio", "bare_tokio", "demo_async_smol", "bare_smol"];
        let measured = in_turns(&contestants, rounds, |name| {
            let mut command = Command::new(artifacts::find(&self.built, name)?);
            if name.starts_with("demo_") {
                command.args(load.flags()).arg("--json");
            } else {
                command.args([load.tasks.to_string(), (load.wait_ns / MS).to_string()]);
            }
            let process = run(&mut command)?;
            let printed = json(&process)?;
            let figures = if name.starts_with("demo_") { &printed["runs"][0] } else { &printed };
            let (wall_ns, memory_bytes) = (number(figures, "wall_ns")?, number(figures, "memory_peak_bytes")?);
            Ok(Measured { wall_ns, memory_bytes, process })
        })?;
        let mut rows = Vec::new();
        let smoke = self.options.smoke;
        let mut figure = |name: &str, unit: Unit, of: fn(&Measured) -> f64, most: f64| {
            let all = |place: usize| -> Vec<f64> { measured[place].iter().map(of).collect() };
            for (place, contestant) in contestants.iter().enumerate() {
                rows.push(Row::new(format!("{what}: {name}"), *contestant, unit, all(place)));
            }
            // Each round has its own ratio, since both programs ran under the same conditions then.
            for (runtime, recorded, bare) in [("tokio", 0, 1), ("smol", 2, 3)] {
                let ratios = all(recorded).iter().zip(all(bare)).map(|(recorded, bare)| recorded / bare).collect();
                let row = Row::new(format!("{what}: {name}, ratio"), runtime, Unit::Ratio, ratios);
                rows.push(if most.is_finite() { row.target(Target::AtMost(most), smoke) } else { row });
            }
        };
        figure("wall", Unit::Time, |one| one.wall_ns, 1.10);
        figure("memory", Unit::Bytes, |one| one.memory_bytes, 2.0);
        figure("whole process", Unit::Time, |one| one.process.wall_ns, f64::INFINITY);
        Ok(rows)
    }

    /// The event loop that is written out, beside one that people use.
    fn beside_smol(&self, load: Load, rounds: usize) -> Result<Vec<Row>, String> {
        let what = load.words();
        say(&format!("{what}, an event loop by hand beside smol, {}", plural(rounds as u64, "round")));
        let contestants = ["event_loop", "async_smol"];
        let measured = in_turns(&contestants, rounds, |name| {
            let printed = json(&run(self.demo(name, load)?.arg("--json"))?)?;
            number(&printed["runs"][0], "wall_ns")
        })?;
        let ratios = measured[0].iter().zip(&measured[1]).map(|(by_hand, smol)| by_hand / smol).collect();
        let ratio = Row::new(format!("{what}: wall, ratio"), "event_loop / smol", Unit::Ratio, ratios);
        let walls = contestants.iter().zip(measured);
        let walls =
            walls.map(|(name, samples)| Row::new(format!("{what}: wall"), format!("demo_{name}"), Unit::Time, samples));
        Ok(walls.chain([ratio.target(Target::AtMost(1.5), self.options.smoke)]).collect())
    }

    /// So many tasks that it shows: run, reported and drawn in the terminal.
    fn very_many(&self, load: Load, rounds: usize) -> Result<Vec<Row>, String> {
        let what = format!("{}, drawn", load.words());
        say(&format!("{what}, {}", plural(rounds as u64, "round")));
        let measured = in_turns(&["async_tokio"], rounds, |name| run(&mut self.demo(name, load)?))?;
        let walls = measured[0].iter().map(|one| one.wall_ns).collect();
        let peaks = measured[0].iter().filter_map(|one| one.peak_bytes).collect();
        let row = |name: &str, unit, samples, most| {
            let row = Row::new(format!("{what}: {name}"), "demo_async_tokio", unit, samples);
            row.target(Target::AtMost(most), self.options.smoke)
        };
        let gibibyte = f64::from(1 << 30);
        Ok(vec![
            row("whole process", Unit::Time, walls, 4e9),
            row("memory to its end", Unit::Bytes, peaks, 1.2 * gibibyte),
        ])
    }

    /// Photos that are downloaded and worked on: in a pipeline, beside one after the other.
    fn pipeline(&self, load: Load, rounds: usize) -> Result<Vec<Row>, String> {
        let what = format!("{} photos, {} latency", load.tasks, show_duration(load.wait_ns));
        say(&format!("{what}, {}", plural(rounds as u64, "round")));
        let reports = in_turns(&["pipeline"], rounds, |name| json(&run(self.demo(name, load)?.arg("--json"))?))?;
        let walls = |place: usize| -> Result<Vec<f64>, String> {
            reports[0].iter().map(|report| number(&report["runs"][place], "wall_ns")).collect()
        };
        let walls = [walls(0)?, walls(1)?, walls(2)?];
        let ideals = reports[0].iter().map(|report| {
            let (run, cores) = (&report["runs"][2], number(&report["machine"], "cores")?);
            let cpu_ns = number(run, "cpu_user_ns")? + number(run, "cpu_system_ns")?;
            Ok(longest_download_ns(run).max(cpu_ns / cores))
        });
        let ideals: Vec<f64> = ideals.collect::<Result<_, String>>()?;
        let ratio = |name: &str, who: &str, of: &[f64], to: &[f64], least: f64| {
            let ratios = of.iter().zip(to).map(|(of, to)| of / to).collect();
            let row = Row::new(format!("{what}: {name}"), who, Unit::Ratio, ratios);
            row.target(Target::AtLeast(least), self.options.smoke)
        };
        let rows = ["sequential", "blur-in-async", "pipeline"].iter().zip(&walls);
        let rows = rows.map(|(who, walls)| Row::new(format!("{what}: wall"), *who, Unit::Time, walls.clone()));
        let more = [
            ratio("wall, ratio", "sequential / pipeline", &walls[0], &walls[2], 3.0),
            // Nothing ends before the slowest download, or before all cores have done all the work.
            ratio("ideal / wall", "pipeline", &ideals, &walls[2], 0.85),
        ];
        Ok(rows.chain(more).collect())
    }
}

/// The longest wait for a photo. What a task waits for first is its download.
fn longest_download_ns(run: &Value) -> f64 {
    let spans = run["tasks"].as_array().into_iter().flatten().map(|task| &task["spans"][0]);
    let lengths = spans.filter_map(|span| Some(span["end_ns"].as_f64()? - span["begin_ns"].as_f64()?));
    lengths.fold(0.0, f64::max)
}

fn number(figures: &Value, key: &str) -> Result<f64, String> {
    figures[key].as_f64().ok_or_else(|| format!("a program reported no {key}"))
}
