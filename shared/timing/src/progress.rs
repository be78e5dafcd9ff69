//! The line on a terminal that says how far a run is. It is wiped before anything else is printed.

use crate::look;
use crate::platform::{self, Stream};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most characters in a line, also where there is room for more. A terminal that is made narrower breaks the lines that
/// are too long for it, and of a broken line only the last part can be wiped.
const LONGEST: usize = 59;

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
    let mut stage = stage();
    if *stage == Stage::Over || !is_possible() {
        return;
    }
    *stage = Stage::Shown;
    // In the last column the cursor of some terminals is in the next line already.
    let columns = platform::terminal_size(Stream::Errors).map_or(80, |(columns, _)| columns).saturating_sub(1);
    let _ = write!(io::stderr(), "{WIPE}{}", fitted(line, more, columns));
}

fn fitted(line: &str, more: &str, columns: usize) -> String {
    let room = columns.min(LONGEST);
    match line.chars().count() + more.chars().count() {
        length if length <= room => format!("{line}{more}"),
        _ => line.chars().take(room).collect(),
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
        assert_eq!(fitted("3 of 10", ", 2 s to go", 18), "3 of 10, 2 s to go");
        assert_eq!(fitted("3 of 10", ", 2 s to go", 17), "3 of 10");
        assert_eq!(fitted("3 of 10", ", 2 s to go", 3), "3 o");
        assert_eq!(fitted("3 of 10", "", 0), "");
        assert_eq!(fitted(&"x".repeat(100), "", 500).len(), LONGEST);
    }
}
