//! What is asked for on the command line.

use lexopt::prelude::*;
use std::ffi::OsString;

pub const HELP: &str = "\
Checks that the exercises of the workshop accept right answers and nothing else.

  --only NAME   only this exercise (and not what rustlings thinks of all); may be given several times
  --times N     judge all answers N times in a row (1)
  --busy        keep all cores busy meanwhile
  --help        this

  just check-workshop --only overlap_waits
  just check-workshop --only overlap_waits --busy --times 10
";

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The exercises to check; none: all.
    pub only: Vec<String>,
    /// How many times all answers are judged.
    pub times: usize,
    /// Whether all cores are kept busy meanwhile.
    pub busy: bool,
}

impl Options {
    /// Reads the arguments; `None` where help is asked for.
    pub fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<Options>, String> {
        let mut options = Options { times: 1, ..Options::default() };
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut read = || -> Result<bool, lexopt::Error> {
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("only") => options.only.push(parser.value()?.string()?),
                    Long("times") => options.times = parser.value()?.parse()?,
                    Long("busy") => options.busy = true,
                    Long("help") | Short('h') => return Ok(false),
                    other => return Err(other.unexpected()),
                }
            }
            Ok(true)
        };
        match read() {
            Ok(false) => Ok(None),
            Ok(true) if options.times == 0 => Err("--times 0: nothing would be judged; give 1 or more".to_owned()),
            Ok(true) => Ok(Some(options)),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, String> {
        Options::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn flags_are_read() {
        let all = Options { only: vec!["a".to_owned(), "b".to_owned()], times: 10, busy: true };
        assert_eq!(parse("--only a --only b --times 10 --busy"), Ok(Some(all)));
        assert_eq!(parse("--help"), Ok(None));
        assert_eq!(parse("").unwrap().unwrap().times, 1);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for line in ["--times 0", "--times many", "--only", "--fast", "overlap_waits"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
