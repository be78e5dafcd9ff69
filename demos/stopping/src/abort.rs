//! Async workers that are aborted, and lose what they had in hand; and the same workers,
//! that are asked to stop, and lose nothing.

use crate::{WORKERS, ask_to_stop, note_records, note_stopped};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use timing::{Demo, Task};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::sleep;

/// How the workers are stopped.
pub enum Stop {
    /// The runtime drops them at the `.await` at which they are.
    Abort,
    /// They are asked to, and look between two records.
    Graceful,
}

// ANCHOR: work
/// Takes record after record from the queue, works on it, and saves it in the store.
async fn work(
    queue: Arc<Mutex<VecDeque<Task>>>,
    stop: Arc<AtomicBool>,
    store: UnboundedSender<usize>,
) {
    while !stop.load(Ordering::Relaxed) {
        let Some(mut record) = queue.lock().unwrap().pop_front() else { return };
        record.begin(); // taken: from now on it is only here
        sleep(record.wait).await; // here an abort ends the task, and the record with it
        let id = record.id;
        record.compute();
        let _ = store.send(id); // saved
    }
}
// ANCHOR_END: work

// ANCHOR: run
/// Starts the workers, and stops them in the middle of their work.
pub fn run(demo: &Demo, how: Stop) {
    let queue: Arc<Mutex<VecDeque<Task>>> = Arc::new(Mutex::new(demo.tasks().collect()));
    let stop = Arc::new(AtomicBool::new(false));
    let mut saved = 0;
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let stopped_after = runtime.block_on(async {
        let (save, mut store) = unbounded_channel();
        let spawn = |_| tokio::spawn(work(queue.clone(), stop.clone(), save.clone()));
        let workers: Vec<_> = (0..WORKERS).map(spawn).collect();
        drop(save); // only the workers have it now: after the last, the store closes

        // When each worker could have saved one, and is in the middle of the next...
        while saved < WORKERS && store.recv().await.is_some() {
            saved += 1;
        }
        sleep(demo.workload().wait / 2).await;
        // ...they are to stop.
        let asked = ask_to_stop(demo);
        match how {
            Stop::Abort => workers.iter().for_each(|worker| worker.abort()),
            Stop::Graceful => stop.store(true, Ordering::Relaxed),
        }
        while store.recv().await.is_some() {
            saved += 1;
        }
        asked.elapsed()
    });
    drop(runtime);
    let left = queue.lock().unwrap().drain(..).count();
    note_records(demo, demo.workload().tasks - left, saved);
    note_stopped(demo, stopped_after, "after it was asked to");
}
// ANCHOR_END: run
