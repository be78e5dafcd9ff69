//! The command line of `figures`.

use lexopt::Arg::{Long, Short, Value};
use lexopt::ValueExt;
use std::path::PathBuf;

/// What `--help` shows.
pub const HELP: &str = "\
figures records what the book shows of programs that were run, and checks that it still holds.
What that is stands in docs/figures.toml.

Usage: figures record [FOLDER] [FLAGS]    run everything, and keep what it shows (in docs/src/figures)
       figures check [FOLDER] [FLAGS]     run everything afresh, and see whether what is claimed of it holds
       figures claims [FOLDER] [FLAGS]    write the page that lists the claims and what README.md shows, and run nothing

Flags:
  --only A,B     only these figures, by their names
  --plan FILE    another file than docs/figures.toml
  --help         this text

Examples:
  figures record                             all figures, which is many minutes
  figures record --only thread,async_tokio   two of them
  figures record /tmp/mine                   all, into a folder of your own
  figures check

Exit codes: 0; 1 where something is wrong; 2 for a bad flag or a plan that cannot be read; 130 after Ctrl-C.
";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Record.
    Record,
    /// Check.
    Check,
    /// Write the page of the claims, and the README's copies of what is recorded.
    Claims,
}

/// What was asked for.
#[derive(Debug)]
pub struct Options {
    /// What is to be done.
    pub order: Order,
    /// The folder of the figures, where another than the book's was named.
    pub folder: Option<PathBuf>,
    /// The plan, where another than the book's was named.
    pub plan: Option<PathBuf>,
    /// The names of the figures, where not all are meant.
    pub only: Vec<String>,
}

/// Reads the command line; `None` where help was asked for.
///
/// # Errors
/// Where it is refused, in words.
pub fn read() -> Result<Option<Options>, String> {
    parse(lexopt::Parser::from_env()).map_err(|error| format!("{error}; see figures --help"))
}

fn parse(mut parser: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let (mut order, mut folder, mut plan, mut only) = (None, None, None, Vec::new());
    while let Some(argument) = parser.next()? {
        match argument {
            Value(word) if order.is_none() => order = Some(word.parse_with(order_named)?),
            Value(path) if folder.is_none() && !path.is_empty() => folder = Some(PathBuf::from(path)),
            Long("only") => only.extend(parser.value()?.string()?.split(',').map(str::to_owned)),
            Long("plan") => plan = Some(PathBuf::from(parser.value()?)),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    match order {
        Some(order) => Ok(Some(Options { order, folder, plan, only })),
        None => Err("say what to do: record, check or claims".into()),
    }
}

fn order_named(name: &str) -> Result<Order, String> {
    match name {
        "record" => Ok(Order::Record),
        "check" => Ok(Order::Check),
        "claims" => Ok(Order::Claims),
        _ => Err("there are record, check and claims".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, lexopt::Error> {
        super::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn orders_folders_and_names_are_read() {
        let options = parse("record there --only a,b --only c").unwrap().unwrap();
        assert_eq!((options.order, options.folder), (Order::Record, Some(PathBuf::from("there"))));
        assert_eq!(options.only, ["a", "b", "c"]);
        assert_eq!(parse("check").unwrap().unwrap().folder, None);
        assert!(parse("check --help").unwrap().is_none());
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["", "draw", "record a b", "check --fast", "--only", "record --only"] {
            assert!(parse(line).is_err(), "{line} was accepted");
        }
    }
}
