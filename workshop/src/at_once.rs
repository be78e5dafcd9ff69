//! Several threads that do something at once.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Calls `body` with 0, 1, and so on, all at once: each on a thread of its own, which is called `customer 3`, if the name is
/// `customer`. Returns what they returned, in order, when all have ended; where a check failed in one of them, or a panic happened,
/// it fails in the same way.
///
/// # Panics
/// Where a thread cannot be started.
pub fn at_once<T: Send>(name: &str, count: usize, body: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let body = &body;
    let crew = Arc::new(Crew { missing: Mutex::new(count), nobody_missing: Condvar::new() });
    let ended: Vec<_> = thread::scope(|scope| {
        let start = |number| {
            let crew = Arc::clone(&crew);
            let work = move || {
                CREW.set(Some(crew));
                let _at_the_latest = ArrivesAtItsEnd;
                body(number)
            };
            let thread = thread::Builder::new().name(format!("{name} {number}"));
            thread.spawn_scoped(scope, work).expect("a thread")
        };
        let threads: Vec<_> = (0..count).map(start).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    ended.into_iter().map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))).collect()
}

/// The threads that began at once. Who sleeps before it touches what they share would meet nobody there, and would look right; so
/// whoever is there first waits for the others.
pub struct Crew {
    /// How many have neither touched it nor ended.
    missing: Mutex<usize>,
    nobody_missing: Condvar,
}

thread_local! {
    static CREW: RefCell<Option<Arc<Crew>>> = const { RefCell::new(None) };
}

/// The calling thread is about to touch what it shares with others. Returns its crew if this is the first time.
pub fn arrive() -> Option<Arc<Crew>> {
    let crew = CREW.take()?;
    let mut missing = crew.missing.lock().unwrap_or_else(PoisonError::into_inner);
    *missing -= 1;
    if *missing == 0 {
        crew.nobody_missing.notify_all();
    }
    drop(missing);
    Some(crew)
}

impl Crew {
    /// Waits until all have arrived, but not for ever: they may wait for this one.
    pub fn wait_for_all(&self, most: Duration) {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.nobody_missing.wait_timeout_while(missing, most, |missing| *missing > 0));
    }
}

struct ArrivesAtItsEnd;

impl Drop for ArrivesAtItsEnd {
    fn drop(&mut self) {
        arrive();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scene, expect, expect_no_panic};
    use std::panic::catch_unwind;

    #[test]
    fn all_are_under_way_at_once_and_return_in_order() {
        let scene = Scene::with_lengths("call", &[30, 10, 20]);
        let names = at_once("caller", 3, |number| {
            scene.task(number).wait();
            thread::current().name().map(str::to_owned)
        });
        assert_eq!(scene.seen().peak(), 3);
        assert_eq!(names, ["caller 0", "caller 1", "caller 2"].map(|name| Some(name.to_owned())));
    }

    #[test]
    fn what_fails_in_a_thread_fails_here() {
        let panic = catch_unwind(|| at_once("caller", 2, |number| assert_eq!(number, 0, "not zero"))).unwrap_err();
        assert!(panic.downcast_ref::<String>().unwrap().contains("not zero"));
        let refused = || at_once("caller", 2, |number| expect(number == 0, "one.", "zero."));
        let payload = catch_unwind(|| expect_no_panic(refused, "none.")).unwrap_err();
        assert!(payload.downcast_ref::<String>().is_none()); // the check's own, which has said all
    }

    #[test]
    fn the_first_waits_for_those_who_come_late_or_never() {
        let arrived = Mutex::new(0);
        at_once("caller", 4, |number| match number {
            0 | 1 => {} // these end without coming
            _ => {
                thread::sleep(Duration::from_millis(10 * number as u64));
                *arrived.lock().unwrap() += 1;
                let crew = arrive().unwrap();
                crew.wait_for_all(Duration::from_secs(60));
                assert_eq!(*arrived.lock().unwrap(), 2);
                assert!(arrive().is_none());
            }
        });
    }

    #[test]
    fn nobody_is_waited_for_for_ever() {
        let others_turn = Mutex::new(());
        at_once("caller", 2, |_| {
            let _guard = others_turn.lock().unwrap();
            arrive().unwrap().wait_for_all(Duration::from_millis(1));
        });
    }
}
