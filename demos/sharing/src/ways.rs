//! The ways to count in one counter: one that loses updates, and four that are right.

use crate::alone_then_at_once;
use crate::notes::Counted;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::Builder;
use timing::Demo;

// ANCHOR: ways
/// Wrong, although it compiles and every single step is atomic. Between the load and the
/// store another thread may store; its update is overwritten, and lost.
pub fn lost_update(demo: &Demo, updates: u64) -> Counted {
    let counter = AtomicU64::new(0);
    let stretches = alone_then_at_once(demo, |_| {
        for _ in 0..updates {
            // `black_box`: the compiler must not make one big update of many small ones.
            let seen = black_box(&counter).load(Relaxed);
            black_box(&counter).store(seen + 1, Relaxed);
        }
    });
    Counted { count: counter.into_inner(), stretches }
}

/// The thread that has the lock has the counter to itself.
pub fn mutex(demo: &Demo, updates: u64) -> Counted {
    let counter = Mutex::new(0);
    // A thread that panics with the lock in hand poisons the mutex: from then on `lock`
    // returns an error with the lock in it, as the value may be half changed. Here it is
    // always whole, so the other threads take the lock out of the error and go on.
    let lock = || counter.lock().unwrap_or_else(PoisonError::into_inner);
    let stretches = alone_then_at_once(demo, |task| {
        let in_hand = lock();
        task.panic_if_asked(); // `--fail panic:1`
        drop(in_hand);
        for _ in 0..updates {
            *lock() += 1;
        }
    });
    if counter.is_poisoned() {
        let sentence = "A thread panicked with the lock in hand: the mutex is poisoned.";
        demo.note("poisoned", 1, sentence);
    }
    Counted { count: *lock(), stretches }
}

/// Load, add and store in one step, which nobody can come between. `Relaxed` is enough:
/// the order of the updates, and of what else is in memory, does not matter to the sum.
pub fn atomic(demo: &Demo, updates: u64) -> Counted {
    let counter = AtomicU64::new(0);
    let stretches = alone_then_at_once(demo, |_| {
        for _ in 0..updates {
            black_box(&counter).fetch_add(1, Relaxed);
        }
    });
    Counted { count: counter.into_inner(), stretches }
}

/// The counter belongs to one thread, and the others send it messages. The channel holds
/// a thousand: whoever is faster than the owner has to wait.
pub fn channel(demo: &Demo, updates: u64) -> Counted {
    let (sender, receiver) = mpsc::sync_channel::<u64>(1_000);
    let Ok(owner) = Builder::new().spawn(move || receiver.iter().sum()) else {
        demo.tasks().for_each(|task| task.fail("there is no thread for the counter"));
        return Counted { count: 0, stretches: Vec::new() };
    };
    let stretches = alone_then_at_once(demo, |_| {
        let sender = sender.clone();
        for _ in 0..updates {
            let _ = sender.send(1); // an error: the owner is gone, which it never is
        }
    });
    drop(sender); // the last one: nothing more can come, and the owner ends
    Counted { count: owner.join().unwrap_or(0), stretches }
}

/// Nothing is shared until the end: every thread has a counter of its own.
pub fn per_thread(demo: &Demo, updates: u64) -> Counted {
    let sum = AtomicU64::new(0);
    let stretches = alone_then_at_once(demo, |_| {
        let mut own = 0;
        for _ in 0..updates {
            own = black_box(own + 1);
        }
        sum.fetch_add(own, Relaxed); // one shared update for all of them
    });
    Counted { count: sum.into_inner(), stretches }
}
// ANCHOR_END: ways
