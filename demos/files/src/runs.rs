//! The four runs: who makes the calls, one thread, many threads, or the runtime's.

use crate::job::{Job, write_and_read, write_and_read_async};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use timing::{Demo, Task};
use tokio::runtime::Runtime;

// ANCHOR: runs
/// One thread, one file after the other.
pub fn sequential(demo: &Demo, job: &Job) {
    for task in demo.tasks() {
        let _ = catch_unwind(AssertUnwindSafe(|| blocking_task(task, job)));
    }
}

/// A thread for each file.
pub fn threads(demo: &Demo, job: &Job) {
    thread::scope(|scope| {
        let spawn = |task| {
            // `scope.spawn` would panic where no more threads can be had; this tells.
            thread::Builder::new().spawn_scoped(scope, || blocking_task(task, job))
        };
        let threads: Vec<_> = demo.tasks().map(spawn).collect();
        for thread in threads.into_iter().flatten() {
            let _ = thread.join(); // an error is a panic, which is recorded already
        }
    });
}

/// An async task for each file, with tokio's file API.
pub fn tokio_fs(demo: &Demo, job: Arc<Job>, runtime: &Runtime) {
    let spawn = |task| runtime.spawn(async_task(task, Arc::clone(&job)));
    let tasks: Vec<_> = demo.tasks().map(spawn).collect();
    runtime.block_on(async {
        for task in tasks {
            let _ = task.await;
        }
    });
}

/// One call for each file is handed to the threads that may block: all of it at once.
pub fn spawn_blocking_each(demo: &Demo, job: Arc<Job>, runtime: &Runtime) {
    let spawn = |task| {
        let job = Arc::clone(&job);
        runtime.spawn_blocking(move || blocking_task(task, &job))
    };
    let tasks: Vec<_> = demo.tasks().map(spawn).collect();
    runtime.block_on(async {
        for task in tasks {
            let _ = task.await;
        }
    });
}

fn blocking_task(mut task: Task, job: &Job) {
    task.begin(); // now the task is under way
    thread::sleep(task.wait);
    let read = write_and_read(job); // its thread waits for the system
    check(task, job, read);
}

async fn async_task(mut task: Task, job: Arc<Job>) {
    task.begin();
    tokio::time::sleep(task.wait).await;
    let read = write_and_read_async(&job).await; // it waits for other threads
    check(task, &job, read);
}

/// Compares what was read with what was written. That computes, and ends the task.
fn check(mut task: Task, job: &Job, read: io::Result<Vec<u8>>) {
    match read {
        Err(error) => task.fail(&format!("a file in {}: {error}", job.folder.display())),
        Ok(read) => {
            task.work(); // from here on it computes
            match read == job.data {
                true => task.compute(), // what `--compute` asks for, on top
                false => task.fail("what was read is not what was written"),
            }
        }
    }
}
// ANCHOR_END: runs
