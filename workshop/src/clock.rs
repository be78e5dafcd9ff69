//! When a wait is over.
//!
//! Real time would make the exercises slow, and wrong on a busy machine: threads that were to wait at the same time may get a core one
//! after the other. So a scene's clock stands still as long as anything in this process can go on. When nothing can, it jumps to
//! the end of the next wait. tokio's paused clock does the same for timers on one runtime; this one does it for threads, and for
//! tasks on any runtime.

use crate::system;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::Waker;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// The time of a scene.
#[derive(Clone)]
pub enum Clock {
    /// Stands still as long as anything can go on.
    Still(Arc<Still>),
    /// tokio's, paused or not.
    Tokio(Arc<OnceLock<tokio::time::Instant>>),
    /// The real one: for what happens outside of this process.
    Real(Instant),
}

/// Between two looks at the threads.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);
/// What a blocking wait takes of real time where the clock is tokio's, which a blocked thread holds up.
const BLOCKED_FOR: Duration = Duration::from_millis(20);

impl Clock {
    /// A clock that stands still as long as anything can go on.
    pub fn still() -> Clock {
        let still = Arc::new(Still::default());
        keep(&still);
        Clock::Still(still)
    }

    /// Since the scene began. tokio's clock begins with the first look at it.
    pub fn now(&self) -> Duration {
        match self {
            Clock::Still(still) => still.lock().now,
            Clock::Tokio(start) => tokio::time::Instant::now() - *start.get_or_init(tokio::time::Instant::now),
            Clock::Real(start) => start.elapsed(),
        }
    }

    /// Blocks the thread for so long. Returns when the wait was over.
    pub fn block(&self, length: Duration) -> Duration {
        match self {
            Clock::Still(still) => still.block(length),
            Clock::Tokio(_) => {
                sleep(BLOCKED_FOR);
                self.now()
            }
            Clock::Real(_) => {
                sleep(length);
                self.now()
            }
        }
    }
}

/// A clock that somebody else moves on.
#[derive(Default)]
pub struct Still {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    now: Duration,
    /// The waits that are not over, by their end and a number.
    waits: BTreeMap<(Duration, u64), Option<Waker>>,
    numbers: u64,
}

/// A wait that is not over.
pub type Ticket = (Duration, u64);

impl Still {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn block(&self, length: Duration) -> Duration {
        let ticket = self.begin(length);
        let mut state = self.lock();
        while state.now < ticket.0 {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        ticket.0
    }

    /// Begins a wait.
    pub fn begin(&self, length: Duration) -> Ticket {
        let mut state = self.lock();
        state.numbers += 1;
        let ticket = (state.now + length, state.numbers);
        if !length.is_zero() {
            state.waits.insert(ticket, None);
        }
        drop(state);
        keeper().wanted.notify_one();
        ticket
    }

    /// Whether a wait is over. If it is not, the waker is called when it will be.
    pub fn is_over(&self, ticket: Ticket, waker: &Waker) -> bool {
        let mut state = self.lock();
        let is_over = state.now >= ticket.0;
        if let Some(wait) = state.waits.get_mut(&ticket) {
            *wait = Some(waker.clone());
        }
        is_over
    }

    /// Nobody waits for this any more.
    pub fn forget(&self, ticket: Ticket) {
        self.lock().waits.remove(&ticket);
    }

    /// Whether anybody waits.
    fn is_waited_for(&self) -> bool {
        !self.lock().waits.is_empty()
    }

    /// Jumps to the end of the next wait.
    fn jump(&self) {
        let mut state = self.lock();
        let Some((&(next, _), _)) = state.waits.first_key_value() else { return };
        state.now = next;
        let later = state.waits.split_off(&(next, u64::MAX));
        let over = std::mem::replace(&mut state.waits, later);
        drop(state);
        self.moved.notify_all();
        over.into_values().flatten().for_each(Waker::wake);
    }
}

/// Who moves the clocks.
#[derive(Default)]
struct Keeper {
    clocks: Mutex<Vec<Weak<Still>>>,
    wanted: Condvar,
}

fn keeper() -> &'static Keeper {
    static KEEPER: OnceLock<Keeper> = OnceLock::new();
    KEEPER.get_or_init(|| {
        let begin = || {
            system::this_is_a_helper();
            keeper().work()
        };
        thread::Builder::new().name("clock".to_owned()).spawn(begin).expect("a thread for the clock");
        Keeper::default()
    })
}

fn keep(clock: &Arc<Still>) {
    keeper().clocks.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(clock));
}

/// Whether all threads slept, and slept on for a moment: whoever was woken while we looked at the others is seen at the second look.
fn nothing_can_go_on() -> bool {
    let before = system::stillness();
    sleep(BETWEEN_LOOKS);
    before.is_some() && system::stillness() == before
}

impl Keeper {
    fn work(&self) -> ! {
        loop {
            let clocks = self.waited_for();
            if nothing_can_go_on() {
                clocks.iter().for_each(|clock| clock.jump());
            }
        }
    }

    /// The clocks that somebody waits for, as soon as there are any.
    fn waited_for(&self) -> Vec<Arc<Still>> {
        let mut clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            clocks.retain(|clock| clock.strong_count() > 0);
            let waited_for: Vec<_> =
                clocks.iter().filter_map(Weak::upgrade).filter(|clock| clock.is_waited_for()).collect();
            if !waited_for.is_empty() {
                return waited_for;
            }
            // A wait that begins between the look and this is found a moment later.
            let patience = Duration::from_millis(5);
            clocks = self.wanted.wait_timeout(clocks, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn the_clock_jumps_from_end_to_end() {
        let clock = Clock::still();
        assert_eq!(clock.block(Duration::from_millis(30)), Duration::from_millis(30));
        assert_eq!(clock.block(Duration::from_secs(3600)), Duration::from_millis(3_600_030));
        assert_eq!(clock.now(), Duration::from_millis(3_600_030));
        assert_eq!(clock.block(Duration::ZERO), clock.now());
    }

    #[test]
    fn waits_that_are_under_way_together_end_together() {
        let clock = Clock::still();
        thread::scope(|scope| {
            for length in [10, 30, 20] {
                let clock = &clock;
                scope.spawn(move || assert_eq!(clock.block(Duration::from_millis(length)).as_millis(), length.into()));
            }
        });
        assert_eq!(clock.now().as_millis(), 30);
    }

    #[test]
    fn the_clock_stands_still_while_somebody_works() {
        let clock = Clock::still();
        let ended = AtomicUsize::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                clock.block(Duration::from_millis(1));
                ended.fetch_add(1, Ordering::SeqCst);
            });
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_millis(50) {
                assert_eq!(ended.load(Ordering::SeqCst), 0, "the clock moved");
            }
        });
        assert_eq!(ended.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_wait_that_is_forgotten_does_not_move_the_clock() {
        let Clock::Still(still) = Clock::still() else { unreachable!() };
        let ticket = still.begin(Duration::from_millis(10));
        assert!(!still.is_over(ticket, Waker::noop()));
        still.forget(ticket);
        still.block(Duration::from_millis(5));
        assert_eq!(still.lock().now.as_millis(), 5);
    }
}
