//! A shared number on which whatever can go wrong does.

use crate::at_once::arrive;
use crate::clock::Clock;
use crate::steps::Steps;
use crate::verdict::fail;
use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long the caller is held up after each step.
const HELD_UP: Duration = Duration::from_millis(1);
/// How long who has made a step waits for the other threads to make one. They may be waiting for it.
const OTHERS_COME: Duration = Duration::from_millis(50);
/// So many steps nobody needs.
const STEPS_MOST: usize = 200;

/// An [`AtomicU32`] with the same calls, each of which is one step that nobody can come between. After each of them the calling
/// thread is held up, until no other thread can go on. So whatever can happen between two of its steps does happen, and not only once
/// in a while.
pub struct SlowAtomic {
    value: AtomicU32,
    clock: Clock,
    steps: Steps,
}

impl SlowAtomic {
    /// With this value in it.
    pub fn new(value: u32) -> SlowAtomic {
        SlowAtomic { value: AtomicU32::new(value), clock: Clock::still(), steps: Steps::default() }
    }

    /// The value.
    pub fn load(&self, order: Ordering) -> u32 {
        self.step(|value| value.load(order), |seen| format!("load: {seen}"))
    }

    /// Puts another value there.
    pub fn store(&self, value: u32, order: Ordering) {
        self.step(|shared| shared.store(value, order), |()| format!("store {value}"));
    }

    /// Puts another value there, and returns the one that was there.
    pub fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.step(|shared| shared.swap(value, order), |old| format!("swap: {old} -> {value}"))
    }

    /// Adds, and returns what was there before.
    pub fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        self.step(|shared| shared.fetch_add(value, order), |old| format!("add: {old} + {value}"))
    }

    /// Subtracts, and returns what was there before. Below 0 it goes on from the largest number of all.
    pub fn fetch_sub(&self, value: u32, order: Ordering) -> u32 {
        self.step(|shared| shared.fetch_sub(value, order), |old| format!("sub: {old} - {value}"))
    }

    /// Puts `new` there if the value is `current`, and otherwise leaves it alone. Returns what was there before: in `Ok` if it was
    /// `current`.
    ///
    /// # Errors
    /// Where the value is another.
    pub fn compare_exchange(&self, current: u32, new: u32, success: Ordering, failure: Ordering) -> Result<u32, u32> {
        let exchange = |shared: &AtomicU32| shared.compare_exchange(current, new, success, failure);
        self.step(exchange, |done| match done {
            Ok(_) => format!("{current} -> {new}: ok"),
            Err(seen) => format!("{current} -> {new}: no, {seen}"),
        })
    }

    /// The same; std's may also fail for no reason.
    ///
    /// # Errors
    /// Where the value is another.
    pub fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.compare_exchange(current, new, success, failure)
    }

    /// Works a new value out from the value, and puts it there, in one step; `None` leaves the value alone. Returns what was there
    /// before: in `Ok` if there was a new one.
    ///
    /// # Errors
    /// Where there was no new value.
    pub fn fetch_update(
        &self,
        set: Ordering,
        fetch: Ordering,
        update: impl FnMut(u32) -> Option<u32>,
    ) -> Result<u32, u32> {
        self.step(
            |shared| shared.fetch_update(set, fetch, update),
            |done| match done {
                Ok(old) => format!("update {old}: ok"),
                Err(old) => format!("update {old}: no"),
            },
        )
    }

    /// The value, without a step.
    pub fn value(&self) -> u32 {
        self.value.load(Ordering::SeqCst)
    }

    /// Checks something; where it does not hold, the test fails with what was seen, what is wanted, and all steps that were made.
    #[track_caller]
    pub fn expect(&self, holds: bool, seen: impl Display, wanted: impl Display) {
        if !holds {
            fail(&seen, &wanted, Some(&self.steps.draw()));
        }
    }

    fn step<T>(&self, step: impl FnOnce(&AtomicU32) -> T, describe: impl FnOnce(&T) -> String) -> T {
        let result = self.steps.make(|| {
            let result = step(&self.value);
            let what = describe(&result);
            (result, what)
        });
        let made = self.steps.count();
        self.expect(
            made < STEPS_MOST,
            format_args!("{made} steps, and no end of it."),
            "every thread gets to its end.",
        );
        if let Some(crew) = arrive() {
            crew.wait_for_all(OTHERS_COME);
        }
        self.clock.block(HELD_UP);
        result
    }
}

/// The steps, with a column for each thread.
impl Display for SlowAtomic {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.steps.draw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at_once;
    use std::sync::atomic::Ordering::Relaxed;

    #[test]
    fn alone_it_is_as_stds() {
        let number = SlowAtomic::new(7);
        number.store(5, Relaxed);
        assert_eq!((number.load(Relaxed), number.swap(9, Relaxed)), (5, 5));
        assert_eq!((number.fetch_add(2, Relaxed), number.fetch_sub(1, Relaxed)), (9, 11));
        assert_eq!(number.compare_exchange(3, 4, Relaxed, Relaxed), Err(10));
        assert_eq!(number.compare_exchange_weak(10, 4, Relaxed, Relaxed), Ok(10));
        assert_eq!(number.fetch_update(Relaxed, Relaxed, |old| old.checked_sub(5)), Err(4));
        assert_eq!(number.fetch_update(Relaxed, Relaxed, |old| old.checked_sub(1)), Ok(4));
        assert_eq!(number.value(), 3);
    }

    #[test]
    fn what_can_come_between_two_steps_always_does() {
        for _ in 0..5 {
            let number = SlowAtomic::new(0);
            at_once("thread", 4, |thread| {
                std::thread::sleep(Duration::from_millis(5 * thread as u64)); // to come one after the other is no way out
                number.store(number.load(Relaxed) + 1, Relaxed);
            });
            assert_eq!(number.value(), 1, "{number}");
        }
    }

    #[test]
    fn a_loop_without_end_is_ended_soon() {
        let number = SlowAtomic::new(0);
        let wait_for_one = || while number.load(Relaxed) == 0 {};
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(wait_for_one)).is_err());
        assert!(crate::verdict::said().concat().contains("200 steps, and no end of it."));
    }

    #[test]
    fn nothing_comes_between_the_halves_of_one_step() {
        let number = SlowAtomic::new(0);
        at_once("thread", 4, |_| number.fetch_add(1, Relaxed));
        assert_eq!(number.value(), 4, "{number}");
    }
}
