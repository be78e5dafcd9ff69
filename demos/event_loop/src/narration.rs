//! `--narrate`: the event loop tells on standard error what it does, as it does it.
//! Nothing waits for the telling, so the order of the events is the same without it.

use std::fmt::{self, Arguments};
use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use timing::progress;

/// More than anybody reads.
const LINES_MOST: usize = 1_000;

/// When the narration began, if it did.
static START: OnceLock<Instant> = OnceLock::new();
static LINES: AtomicUsize = AtomicUsize::new(0);

/// From now on there is a narration.
pub fn start() {
    START.get_or_init(Instant::now);
}

/// Tells what somebody does.
pub fn say(who: &str, what: Arguments) {
    if START.get().is_none() {
        return;
    }
    let step = match LINES.fetch_add(1, Ordering::Relaxed) {
        0..LINES_MOST => format!("{:>11}  {who:<8}  {what}", Moment(Instant::now())),
        LINES_MOST => format!("... and so on: {LINES_MOST} steps are enough to read"),
        _ => return,
    };
    progress::wipe(); // it may stand in this line of the terminal
    // In one piece, if at all.
    let _ = io::stderr().write_all(format!("{step}\n").as_bytes());
}

/// A moment, shown as the time since the narration began.
pub struct Moment(pub Instant);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let since = self.0.saturating_duration_since(*START.get_or_init(Instant::now));
        f.pad(&format!("{:.3} ms", since.as_secs_f64() * 1e3))
    }
}
