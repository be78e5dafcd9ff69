//! Pages over HTTP: one by one, on threads, with async; and, where they are there, what Python's clients take for the same.
//! All of them ask the same site, which is a process of its own.

use crate::options::Options;
use crate::programs;
use crate::rounds::{self, in_turns, json, run, say};
use crate::row::{Row, Target, Unit};
use crate::show::Table;
use artifacts::Programs;
use serde_json::Value;
use site::{Latency, Site, SiteOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use timing::report::sentences::plural;
use timing::workload::show_count;

/// What Python needs for this. The versions are fixed, so that what is measured is.
const PACKAGES: [&str; 2] = ["requests==2.32.5", "aiohttp==3.13.2"];
const SCRIPT: &str = "tools/bench/python/fetch.py";

/// Measures them.
///
/// # Errors
/// Where a program cannot be built or run, or fails.
pub fn measure(options: &Options) -> Result<Table, String> {
    let programs = programs::build_demos(&["http_thread", "http_async"], options)?;
    let python = if options.python { set_up_python() } else { python().filter(|python| has_packages(python)) };
    if python.is_none() && !options.smoke {
        say("Python, with requests and aiohttp, is not there: its rows are left out (just bench-python sets it up)");
    }
    let python = python.filter(|_| !options.smoke);
    let rounds = options.rounds(3);
    let mut rows = side_by_side(options, &programs, python.as_deref(), rounds)?;
    rows.extend(very_many(options, &programs, rounds)?);
    let how = format!("Pages over HTTP: {}, each run a process of its own.", plural(rounds as u64, "round"));
    Ok(Table { name: "http", how, rows })
}

/// A client, and how many of its requests are under way at once.
#[derive(Clone, Copy)]
enum Client {
    Thread(u32),
    Async,
    Requests(u32),
    Aiohttp,
}

impl Client {
    fn who(self) -> String {
        match self {
            Client::Thread(1) => "ureq, one by one".to_owned(),
            Client::Thread(threads) => format!("ureq, {threads} threads"),
            Client::Async => "reqwest, all at once".to_owned(),
            Client::Requests(threads) => format!("Python's requests, {threads} threads"),
            Client::Aiohttp => "Python's aiohttp, all at once".to_owned(),
        }
    }

    fn command(self, programs: &Programs, python: Option<&Path>, url: &str, pages: u32) -> Result<Command, String> {
        let demo = |name: &str| -> Result<Command, String> {
            let mut command = Command::new(artifacts::find(programs, name)?);
            command.args(["--json", "--yes"]).args([format!("--tasks={pages}"), format!("--url={url}")]);
            Ok(command)
        };
        let script = |client: &str, at_once: u32| {
            let mut command = Command::new(python.unwrap_or(Path::new("python3")));
            command.arg(artifacts::root().join(SCRIPT));
            command.args([client, url, &pages.to_string(), &at_once.to_string()]);
            command
        };
        match self {
            Client::Thread(threads) => {
                let mut command = demo("demo_http_thread")?;
                command.arg(format!("--workers={threads}"));
                Ok(command)
            }
            Client::Async => demo("demo_http_async"),
            Client::Requests(threads) => Ok(script("requests", threads)),
            Client::Aiohttp => Ok(script("aiohttp", 0)),
        }
    }
}

/// The same pages with every client.
fn side_by_side(
    options: &Options,
    programs: &Programs,
    python: Option<&Path>,
    rounds: usize,
) -> Result<Vec<Row>, String> {
    let (pages, latency) = if options.smoke { (16, 10) } else { (160, 100) };
    let site = SiteOptions { latency: Latency::from(Duration::from_millis(latency)), ..SiteOptions::default() };
    let site = Site::start(&site)?;
    let what = format!("{pages} pages of a site that answers after {latency} ms");
    say(&format!("{what}, {}", plural(rounds as u64, "round")));
    let mut clients = vec![Client::Thread(1), Client::Thread(5), Client::Thread(16), Client::Async];
    if python.is_some() {
        clients.extend([Client::Requests(5), Client::Aiohttp]);
    }
    let url = site.address_of("/page/{}");
    let walls = in_turns(&clients, rounds, |client| {
        let printed = json(&run(&mut client.command(programs, python, &url, pages)?)?)?;
        let figures = if printed["runs"].is_array() { &printed["runs"][0] } else { &printed };
        match figures["tasks_ok"].as_u64() {
            Some(whole) if whole == u64::from(pages) => number(figures, "wall_ns"),
            _ => Err(format!("{} did not get all pages", client.who())),
        }
    })?;
    let row = |(client, samples): (&Client, &Vec<f64>)| {
        Row::new(format!("{what}: wall"), client.who(), Unit::Time, samples.clone())
    };
    let mut rows: Vec<Row> = clients.iter().zip(&walls).map(row).collect();
    if python.is_some() {
        for (who, ours, theirs) in [("ureq / requests, 5 threads", 1, 4), ("reqwest / aiohttp, all at once", 3, 5)] {
            let ratios = walls[ours].iter().zip(&walls[theirs]).map(|(ours, theirs)| ours / theirs).collect();
            let row = Row::new(format!("{what}: wall, ratio"), who, Unit::Ratio, ratios);
            rows.push(row.target(Target::AtMost(1.0), options.smoke));
        }
    }
    site.stop();
    Ok(rows)
}

/// So many requests at once that it shows.
fn very_many(options: &Options, programs: &Programs, rounds: usize) -> Result<Vec<Row>, String> {
    let (requests, wait) = if options.smoke { (200, "100ms") } else { (10_000, "1s") };
    let what = format!("{} requests at once, answered after {wait}", show_count(requests));
    say(&format!("{what}, {}", plural(rounds as u64, "round")));
    let mut command = Command::new(artifacts::find(programs, "demo_http_async")?);
    command.args(["--json".to_owned(), format!("--tasks={requests}"), format!("--wait={wait}")]);
    let measured = in_turns(&[()], rounds, |()| json(&rounds::run_even_badly(&mut command)?))?;
    let all = |key: &str| -> Result<Vec<f64>, String> {
        measured[0].iter().map(|printed| number(&printed["runs"][0], key)).collect()
    };
    let answered = all("tasks_ok")?.iter().map(|answered| answered / requests as f64).collect();
    let row = |name: &str, unit, samples, target| {
        let row = Row::new(format!("{what}: {name}"), "reqwest", unit, samples);
        row.target(target, options.smoke)
    };
    let mebibyte = f64::from(1 << 20);
    Ok(vec![
        row("answered", Unit::Ratio, answered, Target::AtLeast(0.999)),
        row("wall", Unit::Time, all("wall_ns")?, Target::AtMost(2e9)),
        row("the client's memory", Unit::Bytes, all("memory_peak_bytes")?, Target::AtMost(300.0 * mebibyte)),
    ])
}

fn number(figures: &Value, key: &str) -> Result<f64, String> {
    figures[key].as_f64().ok_or_else(|| format!("a program reported no {key}"))
}

/// The Python of the environment that is made for this.
fn python() -> Option<PathBuf> {
    let folder = artifacts::root().join("target/python");
    ["bin/python3", "Scripts/python.exe"].map(|python| folder.join(python)).into_iter().find(|python| python.exists())
}

fn has_packages(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import requests, aiohttp"]).stdin(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Makes an environment of its own for Python, below `target`, with what this needs. Says so where that cannot be.
fn set_up_python() -> Option<PathBuf> {
    if let Some(python) = python().filter(|python| has_packages(python)) {
        return Some(python);
    }
    say(&format!("setting up {} in target/python", PACKAGES.join(" and ")));
    let system = if cfg!(windows) { "python" } else { "python3" };
    let folder = artifacts::root().join("target/python");
    let mut make = Command::new(system);
    make.args(["-m", "venv"]).arg(&folder);
    complain_if_bad(&mut make)?;
    let python = python()?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    complain_if_bad(&mut install)?;
    Some(python).filter(|python| has_packages(python))
}

/// Runs a command; `None`, with a complaint, where it fails.
fn complain_if_bad(command: &mut Command) -> Option<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Some(()),
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let last = String::from_utf8_lossy(&said).trim_end().lines().last().unwrap_or_default().to_owned();
            say(&format!("{name} ended with {}: {last}", output.status));
            None
        }
        Err(error) => {
            say(&format!("{name} cannot be started: {error}"));
            None
        }
    }
}
