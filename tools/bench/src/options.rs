//! The command line of `bench`.

use lexopt::Arg::{Long, Short};
use lexopt::ValueExt;
use std::path::PathBuf;

/// What `--help` shows.
pub const HELP: &str = "\
bench measures what recording and drawing cost, and how fast the demos are.
Read about it in docs/src/speed.md.

Usage: bench [FLAGS]

Flags:
  --only A,B     only these parts: recorder,drawing,processes,http (all of them), or builds
  --python       sets up Python's requests and aiohttp in target/python, and measures them too (in http)
  --rounds N     how often each contestant is measured
  --to FOLDER    where the tables are written (docs/src/figures)
  --json         print one JSON object on standard output, and nothing else there
  --smoke        the least of everything, in debug builds, and write nothing: do the benchmarks still work?
  --help         this text

Examples:
  bench                             everything but the build times, which is minutes
  bench --only recorder --rounds 21
  bench --only builds               how long a fresh clone takes to build, which is minutes too
";

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What recording a span costs.
    Recorder,
    /// What drawing many spans costs.
    Drawing,
    /// Whole demos.
    Processes,
    /// Pages over HTTP.
    Http,
    /// How long building takes.
    Builds,
}

impl Part {
    const ALL: [Part; 5] = [Part::Recorder, Part::Drawing, Part::Processes, Part::Http, Part::Builds];

    /// Its name on the command line and in the name of its file.
    pub fn name(self) -> &'static str {
        match self {
            Part::Recorder => "recorder",
            Part::Drawing => "drawing",
            Part::Processes => "processes",
            Part::Http => "http",
            Part::Builds => "builds",
        }
    }
}

/// What was asked for.
#[derive(Debug)]
pub struct Options {
    /// What to measure.
    pub parts: Vec<Part>,
    /// How often each contestant is measured, where that was said.
    pub rounds: Option<usize>,
    /// Where the tables go.
    pub folder: Option<PathBuf>,
    /// Whether to print JSON, not tables.
    pub json: bool,
    /// Whether to do as little as possible.
    pub smoke: bool,
    /// Whether to set up Python's clients.
    pub python: bool,
}

impl Options {
    /// How many rounds there are: what was asked for, one in a smoke run, else `usual`.
    pub fn rounds(&self, usual: usize) -> usize {
        self.rounds.unwrap_or(if self.smoke { 1 } else { usual })
    }
}

/// Reads the command line; `None` where help was asked for.
///
/// # Errors
/// Where it is refused, in words.
pub fn read() -> Result<Option<Options>, String> {
    parse(lexopt::Parser::from_env()).map_err(|error| format!("{error}; see bench --help"))
}

fn parse(mut parser: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut parts = vec![Part::Recorder, Part::Drawing, Part::Processes, Part::Http];
    let (mut rounds, mut folder, mut json, mut smoke, mut python) = (None, None, false, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => parts = parser.value()?.parse_with(parts_named)?,
            Long("rounds") => rounds = Some(parser.value()?.parse_with(rounds_from)?),
            Long("to") => folder = Some(PathBuf::from(parser.value()?)),
            Long("json") => json = true,
            Long("smoke") => smoke = true,
            Long("python") => python = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    let usual = (!smoke).then(|| artifacts::root().join("docs/src/figures"));
    Ok(Some(Options { parts, rounds, folder: folder.or(usual), json, smoke, python }))
}

fn rounds_from(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|rounds| (1..=100).contains(rounds))
        .ok_or_else(|| "it is a number from 1 to 100".to_owned())
}

fn parts_named(names: &str) -> Result<Vec<Part>, String> {
    let part = |name: &str| {
        let part = Part::ALL.into_iter().find(|part| part.name() == name);
        part.ok_or_else(|| format!("there is no part '{name}'; there are recorder, drawing, processes, http, builds"))
    };
    names.split(',').map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, lexopt::Error> {
        super::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn parts_and_rounds_are_read() {
        let options = parse("--only drawing,builds --rounds 7 --json").unwrap().unwrap();
        assert_eq!((&options.parts[..], options.rounds(3)), (&[Part::Drawing, Part::Builds][..], 7));
        assert!(options.json && !options.smoke);
        assert!(options.folder.is_some_and(|folder| folder.ends_with("docs/src/figures")));
    }

    #[test]
    fn a_smoke_run_writes_nothing_unless_told_where() {
        assert_eq!(parse("--smoke").unwrap().unwrap().folder, None);
        assert_eq!(parse("--smoke --to x").unwrap().unwrap().folder, Some(PathBuf::from("x")));
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--only speed", "--rounds 0", "--rounds x", "--fast", "extra"] {
            assert!(parse(line).is_err(), "{line} was accepted");
        }
    }
}
