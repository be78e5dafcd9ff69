//! Ends what would never end. The program that runs the exercises waits for them without a limit of its own.

use crate::record::{Last, last};
use crate::system::{self, Stillness};
use crate::verdict::said;
use std::fmt::Write;
use std::process::exit;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// Nothing takes longer than this, whatever it is. An answer that is right takes a fraction of a second.
const LIMIT: Duration = Duration::from_secs(8);
/// So long nothing goes on where something may still happen.
const STILL_LIMIT: Duration = Duration::from_secs(3);
/// No answer needs so much CPU time.
const CPU_LIMIT: Duration = Duration::from_secs(4);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// What is watched now.
static WATCHED: Mutex<Vec<Watched>> = Mutex::new(Vec::new());

struct Watched {
    name: String,
    begin: Instant,
    /// The CPU time that the process had used by then.
    cpu_time: Duration,
}

/// Something is watched until this is dropped. When nothing is watched any more, processes that were left behind are ended.
pub struct Watch {
    name: String,
}

/// From now on the watchdog ends the program if this takes too long. `name` says what it is.
pub fn watch(name: String) -> Watch {
    static START: Once = Once::new();
    START.call_once(|| {
        system::adopt_orphans();
        let guard = || {
            system::this_is_a_helper();
            guard()
        };
        thread::Builder::new().name("watchdog".to_owned()).spawn(guard).expect("a thread for the watchdog");
    });
    watched().push(Watched { name: name.clone(), begin: Instant::now(), cpu_time: system::cpu_time() });
    Watch { name }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = watched();
        if let Some(place) = watched.iter().position(|watched| watched.name == self.name) {
            watched.remove(place);
        }
        if watched.is_empty() {
            system::end_children();
        }
    }
}

fn watched() -> MutexGuard<'static, Vec<Watched>> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    Endless,
    Stuck,
    Aimless,
}

/// What was seen of the program since the oldest test began.
#[derive(Default)]
struct Signs {
    wall: Duration,
    cpu_time: Duration,
    /// How long nothing has gone on.
    still_for: Duration,
    /// How often it was looked at, and how often a thread was found that did not sleep.
    looks: u32,
    awake: u32,
}

fn guard() -> ! {
    let mut still: Option<(Stillness, Instant)> = None;
    let mut signs = Signs::default();
    loop {
        sleep(LOOK);
        let watched = watched();
        let Some(oldest) = watched.first() else {
            (still, signs) = (None, Signs::default());
            continue;
        };
        let now = system::stillness_with_children();
        signs.looks += 1;
        signs.awake += u32::from(now.is_none());
        still = match (still, now) {
            (Some((before, since)), Some(now)) if before == now => Some((now, since)),
            (_, now) => now.map(|now| (now, Instant::now())),
        };
        signs.still_for = still.as_ref().map_or(Duration::ZERO, |(_, since)| since.elapsed());
        signs.wall = oldest.begin.elapsed();
        signs.cpu_time = system::cpu_time().saturating_sub(oldest.cpu_time);
        if let Some(looks) = judge(&signs) {
            end(looks, &watched, signs.cpu_time);
        }
    }
}

/// Whether to end it, and what it looks like.
fn judge(signs: &Signs) -> Option<Looks> {
    match () {
        () if signs.cpu_time >= CPU_LIMIT => Some(Looks::Endless),
        () if signs.still_for >= STILL_LIMIT => Some(Looks::Stuck),
        () if signs.wall < LIMIT => None,
        () if signs.still_for >= LIMIT / 6 => Some(Looks::Stuck),
        // On a busy machine it may get little CPU time; but it never sleeps.
        () if signs.awake * 4 >= signs.looks * 3 => Some(Looks::Endless),
        () => Some(Looks::Aimless),
    }
}

fn end(looks: Looks, watched: &[Watched], cpu_time: Duration) -> ! {
    system::shout(&describe(looks, watched, cpu_time));
    system::end_children();
    exit(1)
}

fn describe(looks: Looks, watched: &[Watched], cpu_time: Duration) -> String {
    let wall = watched.first().map_or(Duration::ZERO, |oldest| oldest.begin.elapsed());
    let mut text = "\n".to_owned();
    for said in said() {
        let _ = writeln!(text, "{said}");
    }
    let _ = writeln!(text, "This would not have ended, so it was ended after {:.1} s.\n", wall.as_secs_f64());
    text += match looks {
        Looks::Endless => "It looks like an endless loop: it computes all the time, and gets nowhere.\n",
        Looks::Stuck => {
            "It looks like a deadlock, or a wake-up that never comes: every thread sleeps, and nothing is left to wake one.\n"
        }
        Looks::Aimless => "It looks like a loop that sleeps and looks again, for something that never happens.\n",
    };
    let names: Vec<&str> = watched.iter().map(|watched| &*watched.name).collect();
    let _ = writeln!(text, "  where:      {}", names.join(", "));
    if let Some(last) = last() {
        let ago = last.moment.elapsed().as_secs_f64();
        let _ = writeln!(text, "  last seen:  {}, {ago:.1} s before the end", last.describe());
    }
    let _ = writeln!(text, "  CPU time:   {:.1} s", cpu_time.as_secs_f64());
    text += &threads(last().as_ref());
    text
}

/// A line for each thread, the busiest first; with many of them, for the first few.
fn threads(last: Option<&Last>) -> String {
    const MOST: usize = 10;
    let mut text = String::new();
    let mut threads = system::threads();
    threads.sort_by_key(|thread| std::cmp::Reverse(thread.cpu_time));
    for thread in threads.iter().take(MOST) {
        let does = if thread.sleeps { "sleeps" } else { "runs" };
        let was_last = last.is_some_and(|last| last.event.thread == thread.number);
        let was_last = if was_last { "; the last that was seen to do something" } else { "" };
        let seconds = thread.cpu_time.as_secs_f64();
        let _ = writeln!(text, "  thread:     '{}' {does}, CPU time {seconds:.1} s{was_last}", thread.name);
    }
    if threads.len() > MOST {
        let _ = writeln!(text, "  and {} more threads", threads.len() - MOST);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_nothing_and_what_computes_are_told_apart() {
        for (wall, still_for, cpu_time, awake, looks) in [
            (1, 1, 0, 50, None),
            (7, 2, 3, 50, None),
            (3, 3, 0, 0, Some(Looks::Stuck)),
            (4, 0, 4, 100, Some(Looks::Endless)),
            (8, 0, 1, 100, Some(Looks::Endless)),
            (8, 2, 0, 30, Some(Looks::Stuck)),
            (8, 0, 0, 30, Some(Looks::Aimless)),
        ] {
            let [wall, still_for, cpu_time] = [wall, still_for, cpu_time].map(Duration::from_secs);
            let signs = Signs { wall, cpu_time, still_for, looks: 100, awake };
            assert_eq!(judge(&signs), looks, "{wall:?} {still_for:?} {cpu_time:?}");
        }
    }
}
