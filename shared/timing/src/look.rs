//! How the terminal wants its figures: its width, its characters, its colours.

use crate::figure::Style;
use crate::platform::{self, Stream};
use crate::workload::{Color, Options};
use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};

/// The lanes that fit under each other without scrolling.
const LANES: usize = 20;

/// The style that the options and the terminal ask for. Where there is no terminal, `COLUMNS` or 80 columns are taken.
pub fn style(options: &Options) -> Style {
    let columns = platform::terminal_size(Stream::Output).map(|(columns, _)| columns);
    let terminal = Terminal { columns, is_there: io::stdout().is_terminal(), variable: |name: &str| env::var_os(name) };
    terminal.style(options)
}

/// Whether the terminal understands nothing but text.
pub fn is_dumb() -> bool {
    is_dumb_type(env::var_os("TERM"))
}

fn is_dumb_type(term: Option<OsString>) -> bool {
    term.is_some_and(|term| term == "dumb")
}

/// What standard output goes to, and what the environment says of it.
struct Terminal<V> {
    columns: Option<usize>,
    is_there: bool,
    variable: V,
}

impl<V: Fn(&str) -> Option<OsString>> Terminal<V> {
    fn style(&self, options: &Options) -> Style {
        let asked = || (self.variable)("COLUMNS")?.to_str()?.parse().ok();
        Style {
            width: self.columns.or_else(asked).unwrap_or(80),
            unicode: !options.ascii && !self.is_ascii_only(),
            color: match options.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => {
                    self.is_there && self.set("NO_COLOR").is_none() && !is_dumb_type((self.variable)("TERM"))
                }
            },
            lanes: options.lanes,
            lanes_most: LANES,
            chart: true,
            zoom: options.zoom_ns(),
        }
    }

    /// A variable that is there and not empty, as NO_COLOR has to be to count (<https://no-color.org>).
    fn set(&self, name: &str) -> Option<OsString> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// Whether the locale says that there is nothing but ASCII. Where no locale is set, terminals today know UTF-8.
    fn is_ascii_only(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| self.set(name));
        locale.and_then(|locale| locale.into_string().ok()).is_some_and(|locale| {
            let locale = locale.to_lowercase();
            !(locale.contains("utf-8") || locale.contains("utf8"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Program;

    /// The style of a terminal with 100 columns (0: there is none) for a command line, with `NAME=value` in the environment.
    fn style_of(columns: usize, variables: &str, line: &str) -> Style {
        let variable = |name: &str| -> Option<OsString> {
            variables.split(' ').find_map(|set| set.strip_prefix(name)?.strip_prefix('=')).map(OsString::from)
        };
        let program = Program { name: "test", about: "", flags: &[], without: &[], by_default: "", examples: &[] };
        let options = program.parse(line.split_whitespace().map(OsString::from)).unwrap().unwrap();
        let terminal = Terminal { columns: (columns > 0).then_some(columns), is_there: columns > 0, variable };
        terminal.style(&options)
    }

    #[test]
    fn the_width_is_the_terminals_or_the_one_asked_for() {
        for (columns, variables, width) in
            [(100, "COLUMNS=70", 100), (0, "COLUMNS=70", 70), (0, "", 80), (0, "COLUMNS=wide", 80), (0, "COLUMNS=", 80)]
        {
            assert_eq!(style_of(columns, variables, "").width, width, "{variables}");
        }
    }

    #[test]
    fn the_first_locale_that_is_set_says_whether_there_is_more_than_ascii() {
        for (variables, unicode) in [
            ("", true),
            ("LANG=C", false),
            ("LANG=en_US.UTF-8", true),
            ("LANG=de_AT.utf8", true),
            ("LC_ALL=C LANG=en_US.UTF-8", false),
            ("LC_ALL= LC_CTYPE=POSIX LANG=en_US.UTF-8", false),
            ("LC_ALL=C.UTF-8 LC_CTYPE=C LANG=C", true),
        ] {
            assert_eq!(style_of(100, variables, "").unicode, unicode, "{variables}");
            assert!(!style_of(100, variables, "--ascii").unicode);
        }
    }

    #[test]
    fn colours_are_for_terminals_that_can_and_users_who_do_not_mind() {
        for (columns, variables, line, color) in [
            (100, "", "", true),
            (100, "TERM=xterm NO_COLOR=", "", true),
            (0, "", "", false),
            (100, "NO_COLOR=1", "", false),
            (100, "TERM=dumb", "", false),
            (0, "NO_COLOR=1 TERM=dumb", "--color always", true),
            (100, "", "--color never", false),
        ] {
            assert_eq!(style_of(columns, variables, line).color, color, "{columns} {variables} {line}");
        }
    }

    #[test]
    fn lanes_are_those_asked_for() {
        assert_eq!(style_of(0, "", "").lanes, crate::workload::Lanes::Task);
        assert_eq!(style_of(0, "", "--by core").lanes, crate::workload::Lanes::Core);
    }
}
