//! The line on a terminal that says how far a run is. It is wiped before anything else is printed.

use crate::look;
use crate::platform::{self, Stream};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most characters in a line, also where there is room for more. A terminal that is made narrower breaks the lines that
/// are too long for it, and of a broken line only the last part can be wiped.
const LONGEST: usize = 59;

/// How many characters a bar has.
const BAR: usize = 10;

const WIPE: &str = "\r\x1b[K";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Nothing,
    Shown,
    Over,
}

// Whoever shows or wipes holds this meanwhile: a line that was shown just after it should have been wiped would stay.
static STAGE: Mutex<Stage> = Mutex::new(Stage::Nothing);

fn stage() -> MutexGuard<'static, Stage> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether standard error is a terminal on which a line can be wiped.
fn is_possible() -> bool {
    io::stderr().is_terminal() && !look::is_dumb()
}

/// Shows a line in the place of the one before. It may end with `more`, where there is room.
pub fn show(line: &str, more: &str) {
    show_fitted("", line, more);
}

/// The same with a bar before it, where there is room, that is as full as `done` of `all` says.
pub fn show_with_bar(done: usize, all: usize, line: &str, more: &str) {
    show_fitted(&bar(done, all), line, more);
}

fn show_fitted(bar: &str, line: &str, more: &str) {
    let mut stage = stage();
    if *stage == Stage::Over || !is_possible() {
        return;
    }
    *stage = Stage::Shown;
    // In the last column the cursor of some terminals is in the next line already.
    let columns = platform::terminal_size(Stream::Errors).map_or(80, |(columns, _)| columns).saturating_sub(1);
    let _ = write!(io::stderr(), "{WIPE}{}", fitted(bar, line, more, columns));
}

/// `####------ `, in characters that every terminal has.
fn bar(done: usize, all: usize) -> String {
    let full = (BAR * done.min(all)).checked_div(all).unwrap_or(BAR);
    format!("{}{} ", "#".repeat(full), "-".repeat(BAR - full))
}

fn fitted(bar: &str, line: &str, more: &str, columns: usize) -> String {
    let room = columns.min(LONGEST);
    let fits = |parts: &[&str]| parts.iter().map(|part| part.chars().count()).sum::<usize>() <= room;
    if fits(&[bar, line, more]) {
        format!("{bar}{line}{more}")
    } else if fits(&[bar, line]) {
        format!("{bar}{line}")
    } else {
        line.chars().take(room).collect()
    }
}

/// Wipes the line that is shown.
pub fn wipe() {
    leave(Stage::Nothing);
}

/// Wipes the line that is shown, and shows no other any more.
pub fn end() {
    leave(Stage::Over);
}

fn leave(next: Stage) {
    let mut stage = stage();
    if *stage == Stage::Shown {
        let _ = write!(io::stderr(), "{WIPE}");
    }
    *stage = next;
}

/// Wipes what another program that is gone may have shown.
pub fn wipe_for_others() {
    if is_possible() {
        let _ = write!(io::stderr(), "{WIPE}");
    }
}

/// Wipes the `^C` that a terminal shows where Ctrl-C was pressed. Where nothing can be wiped, what comes next begins a line.
pub fn wipe_ctrl_c() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "{}", if look::is_dumb() { "\n" } else { WIPE });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_room_or_is_cut() {
        let fitted = |room| fitted("##-- ", "3 of 10", ", 2 s to go", room);
        assert_eq!(fitted(23), "##-- 3 of 10, 2 s to go");
        assert_eq!(fitted(22), "##-- 3 of 10");
        assert_eq!(fitted(12), "##-- 3 of 10");
        assert_eq!(fitted(11), "3 of 10");
        assert_eq!(fitted(3), "3 o");
        assert_eq!(fitted(0), "");
        assert_eq!(super::fitted("", &"x".repeat(100), "", 500).len(), LONGEST);
    }

    #[test]
    fn a_bar_is_as_full_as_much_is_done() {
        for (done, all, shown) in [
            (0, 10, "---------- "),
            (1, 10, "#--------- "),
            (19, 20, "#########- "),
            (20, 20, "########## "),
            (7, 3, "########## "),
            (0, 0, "########## "),
        ] {
            assert_eq!(bar(done, all), shown, "{done} of {all}");
        }
    }
}
