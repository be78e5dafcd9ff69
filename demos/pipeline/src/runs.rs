//! The three runs: two wrong ways, and the pipeline. They differ in when a task is
//! awaited, and in where `develop` is called.

use crate::steps::{Job, develop, download};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use timing::{Demo, Task};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;

// ANCHOR: wrong
/// Both in one async task. While it computes, its thread can poll no other.
async fn blur_in_async(job: Arc<Job>, task: Task) {
    if let Some((task, bytes)) = download(&job, task).await {
        develop(&job, task, &bytes);
    }
}

/// One task after the other, each awaited before the next is spawned.
pub async fn sequential(demo: &Demo, job: &Arc<Job>) {
    for task in demo.tasks() {
        let _ = tokio::spawn(blur_in_async(Arc::clone(job), task)).await;
    }
}

/// All tasks at once: the waits overlap. But one thread does all the computing.
pub async fn all_at_once(demo: &Demo, job: &Arc<Job>) {
    let spawn = |task| tokio::spawn(blur_in_async(Arc::clone(job), task));
    let tasks: Vec<_> = demo.tasks().map(spawn).collect();
    for task in tasks {
        let _ = task.await; // an error is a panic, which is recorded already
    }
}
// ANCHOR_END: wrong

// ANCHOR: pipeline
/// The async half waits, on one thread. The other one computes, on a thread a core.
pub async fn pipeline(demo: &Demo, job: &Arc<Job>) {
    let cores = demo.workload().cores;
    // Bounded: where it is full, `send` waits until a photo is taken out.
    let (queue, mut photos) = mpsc::channel(cores);
    let computing = spawn_blocking({
        let job = Arc::clone(job);
        let next = move || photos.blocking_recv(); // `None` when no more can come
        let develop_all = move || {
            iter::from_fn(next).par_bridge().for_each(
                |(task, bytes): (Task, Vec<u8>)| {
                    let _ =
                        catch_unwind(AssertUnwindSafe(|| develop(&job, task, &bytes)));
                },
            );
        };
        move || {
            // Makes the pool's threads, and joins them when all is done.
            let pool = ThreadPoolBuilder::new().num_threads(cores);
            pool.build_scoped(|thread| thread.run(), |pool| pool.install(develop_all))
        }
    });
    let permits = Arc::new(Semaphore::new(demo.number("limit").unwrap_or(4 * cores)));
    for task in demo.tasks() {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let (job, queue) = (Arc::clone(job), queue.clone());
        tokio::spawn(async move {
            if let Some((mut task, bytes)) = download(&job, task).await {
                task.queue(); // it is ready, and nobody has taken it yet
                let _ = queue.send((task, bytes)).await;
            }
            drop(permit); // not before: photos would pile up in front of the channel
        });
    }
    drop(queue); // when the tasks have dropped theirs too, the channel ends
    let _ = computing.await;
}
// ANCHOR_END: pipeline
