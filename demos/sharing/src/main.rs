//! Many tasks, one value: threads that all count in one counter. First a way that loses
//! updates although it compiles, then four that are right, and what each of them costs.
//! Programs that the compiler refuses stand in `demos/sharing/refused`.
//!
//! Run it with `just demo-sharing`, or `cargo run --release -p demo_sharing`.
//! Its chapter: `docs/src/sharing.md`.

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::{self, Builder};
use std::time::Instant;
use timing::workload::{Flag, Takes, show_count};
use timing::{Demo, RunKind, Task};

const UPDATES: Flag = Flag {
    name: "updates",
    takes: Takes::NumberUpTo(1_000_000_000),
    help: "how often each task adds 1 to the counter (10,000,000)",
};

// ANCHOR: ways
/// Wrong, although it compiles and every single step is atomic. Between the load and the
/// store another thread may store; its update is overwritten, and lost.
fn lost_update(demo: &Demo, updates: u64) -> Counted {
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
fn mutex(demo: &Demo, updates: u64) -> Counted {
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

/// Load, add and store in one step, which nobody can come between. `Relaxed` is enough: the
/// order of the updates, and of what else is in memory, does not matter to the sum.
fn atomic(demo: &Demo, updates: u64) -> Counted {
    let counter = AtomicU64::new(0);
    let stretches = alone_then_at_once(demo, |_| {
        for _ in 0..updates {
            black_box(&counter).fetch_add(1, Relaxed);
        }
    });
    Counted { count: counter.into_inner(), stretches }
}

/// The counter belongs to one thread, and the others send it messages. The channel holds a
/// thousand: whoever is faster than the owner has to wait.
fn channel(demo: &Demo, updates: u64) -> Counted {
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
fn per_thread(demo: &Demo, updates: u64) -> Counted {
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

/// What the counter says at the end, and who has counted when.
struct Counted {
    count: u64,
    stretches: Vec<Stretch>,
}

/// In which time a task has made all its updates.
struct Stretch {
    task: usize,
    begin: Instant,
    end: Instant,
}

// ANCHOR: main
fn main() -> ExitCode {
    // Started by you, this starts itself five times, and does not return. What follows
    // is done by each of the five: one run, in a process of its own.
    let demo = Demo::builder("sharing")
        .by_default("--tasks 4 --wait 0")
        .flags(&[UPDATES])
        .runs(&[
            RunKind::waits("lost-update"),
            RunKind::waits("mutex"),
            RunKind::waits("atomic"),
            RunKind::waits("channel"),
            RunKind::waits("per-thread"),
        ])
        .a_thread_each()
        .start();
    let updates = demo.number("updates").unwrap_or(10_000_000) as u64;
    let counted = match demo.run_name() {
        "lost-update" => lost_update(&demo, updates),
        "mutex" => mutex(&demo, updates),
        "atomic" => atomic(&demo, updates),
        "channel" => channel(&demo, updates),
        _ => per_thread(&demo, updates),
    };
    note(&demo, updates, &counted);
    demo.report()
}

/// Task 0 counts alone. When it is done, all the others count at the same time.
fn alone_then_at_once(demo: &Demo, count: impl Fn(&Task) + Sync) -> Vec<Stretch> {
    let stretches = Mutex::new(Vec::new());
    let run = |mut task: Task| {
        task.begin(); // now the task is under way
        thread::sleep(task.wait);
        task.work(); // from here on it computes
        let begin = Instant::now();
        count(&task);
        let stretch = Stretch { task: task.id, begin, end: Instant::now() };
        stretches.lock().unwrap().push(stretch); // nobody panics in here
        task.compute(); // what `--compute` asks for, on top; then the task has ended
    };
    thread::scope(|scope| {
        // `scope.spawn` would panic where no more threads can be had; this tells.
        let spawn = |task| Builder::new().spawn_scoped(scope, || run(task));
        let mut tasks = demo.tasks();
        let alone: Vec<_> = tasks.by_ref().take(1).map(spawn).collect();
        for thread in alone.into_iter().flatten() {
            let _ = thread.join(); // an error is a panic, which is recorded already
        }
        let at_once: Vec<_> = tasks.map(spawn).collect();
        for thread in at_once.into_iter().flatten() {
            let _ = thread.join();
        }
    });
    stretches.into_inner().unwrap()
}
// ANCHOR_END: main

/// Notes how many updates were lost, and what an update cost.
fn note(demo: &Demo, updates: u64, counted: &Counted) {
    let Counted { count, stretches } = counted;
    let made = updates * stretches.len() as u64;
    let lost = made - count;
    let judged = match lost {
        0 => "none was lost".to_owned(),
        _ => format!("{} were lost", show_count(lost)),
    };
    let (made, count) = (show_count(made), show_count(*count));
    let sentence = format!("{made} updates, and the counter says {count}: {judged}.");
    demo.note("updates_lost", lost, &sentence);

    let (alone, at_once): (Vec<_>, Vec<_>) = stretches.iter().partition(|s| s.task == 0);
    let Some(alone_ns) = from_first_to_last_ns(&alone) else { return };
    let alone_each = alone_ns as f64 / updates as f64;
    let sentence = format!("One thread alone: {alone_each:.1} ns for an update.");
    demo.note("alone_ns", alone_ns, &sentence);

    let Some(at_once_ns) = from_first_to_last_ns(&at_once) else { return };
    let at_once_each = at_once_ns as f64 / (updates * at_once.len() as u64) as f64;
    let than_alone = match at_once_each / alone_each {
        0.95..1.05 => "about as long as alone".to_owned(),
        ratio if ratio > 1.0 => format!("{ratio:.1} times as long as alone"),
        ratio => format!("{:.1} times as fast as alone", 1.0 / ratio),
    };
    let threads = at_once.len();
    let sentence = format!(
        "{threads} threads at once: {at_once_each:.1} ns for an update, {than_alone}."
    );
    demo.note("at_once_ns", at_once_ns, &sentence);
}

/// How long it took until the last of them was done.
fn from_first_to_last_ns(stretches: &[&Stretch]) -> Option<u64> {
    let begin = stretches.iter().map(|stretch| stretch.begin).min()?;
    let end = stretches.iter().map(|stretch| stretch.end).max()?;
    Some((end - begin).as_nanos() as u64)
}
