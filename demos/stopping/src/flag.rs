//! Threads that look at a flag between two records. Nobody can stop one from outside.

use crate::{WORKERS, ask_to_stop, note_records, note_stopped};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, Builder};
use timing::{Demo, Task};

// ANCHOR: flag
/// Takes record after record from the queue, works on it, and saves it in the store.
fn work(queue: &Mutex<VecDeque<Task>>, stop: &AtomicBool, store: Sender<usize>) {
    while !stop.load(Ordering::Relaxed) {
        let Some(mut record) = queue.lock().unwrap().pop_front() else { return };
        record.begin(); // taken: from now on it is only here
        thread::sleep(record.wait);
        let id = record.id;
        record.compute();
        let _ = store.send(id); // saved
    }
}

/// Starts the workers, and stops them in the middle of their work.
pub fn run(demo: &Demo) {
    let queue = &Mutex::new(demo.tasks().collect());
    let stop = &AtomicBool::new(false);
    let (save, store) = channel();
    let mut saved = 0;
    let stopped_after = thread::scope(|scope| {
        let spawn = |save| Builder::new().spawn_scoped(scope, || work(queue, stop, save));
        let workers: Vec<_> = (0..WORKERS).map(|_| spawn(save.clone())).collect();
        drop(save); // only the workers have it now: after the last, the store closes

        // When each worker could have saved one, and is in the middle of the next...
        saved += store.iter().take(WORKERS).count();
        thread::sleep(demo.workload().wait / 2);
        // ...they are to stop.
        let asked = ask_to_stop(demo);
        stop.store(true, Ordering::Relaxed);
        saved += store.iter().count();
        for worker in workers.into_iter().flatten() {
            let _ = worker.join(); // an error is a panic, which is recorded already
        }
        asked.elapsed()
    });
    let left = queue.lock().unwrap().drain(..).count();
    note_records(demo, demo.workload().tasks - left, saved);
    note_stopped(demo, stopped_after, "after it was asked to");
}
// ANCHOR_END: flag
