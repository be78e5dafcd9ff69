//! How the terminal wants its figures: its width, its characters, its colours.

use crate::figure::Style;
use crate::platform;
use crate::workload::{Color, Options};
use std::env;
use std::io::{self, IsTerminal};

/// The lanes that fit under each other without scrolling.
const LANES: usize = 20;

/// The style that the options and the terminal ask for. Where there is no terminal, `COLUMNS` or 80 columns are taken.
pub fn style(options: &Options) -> Style {
    let terminal = platform::terminal_size().map(|(columns, _)| columns);
    let asked = || env::var("COLUMNS").ok()?.parse().ok();
    Style {
        width: terminal.or_else(asked).unwrap_or(80),
        unicode: !options.ascii && !is_ascii_only(),
        color: match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb(),
        },
        lanes: options.lanes,
        lanes_most: LANES,
        chart: true,
    }
}

/// Whether the terminal understands nothing but text.
pub fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// NO_COLOR counts when it is there and not empty (<https://no-color.org>).
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Whether the locale says that there is nothing but ASCII. Where no locale is set, terminals today know UTF-8.
fn is_ascii_only() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find(|name| is_set(name)).and_then(|name| env::var(name).ok());
    locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !(locale.contains("utf-8") || locale.contains("utf8"))
    })
}
