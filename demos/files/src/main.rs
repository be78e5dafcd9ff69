//! Files are I/O too, but async does not make them faster: every call of tokio's file API
//! is handed to a thread that may block. Four runs write files and read them again.
//!
//! Run it with `just demo-files`, or `cargo run --release -p demo_files`.
//! Its chapter: `docs/src/files.md`.

use std::io::{self, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use tempfile::tempfile_in;
use timing::report::sentences::plural;
use timing::workload::{Flag, Options, Takes};
use timing::{Demo, RunKind, Task};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::runtime::Runtime;
use tokio::task::spawn_blocking;

const FLAGS: [Flag; 3] = [
    Flag {
        name: "size",
        takes: Takes::NumberUpTo(1_048_576),
        help: "how large each file is, in KiB (4,096)",
    },
    Flag {
        name: "sync",
        takes: Takes::Nothing,
        help: "wait until each file is on the disk, not just in memory",
    },
    Flag {
        name: "dir",
        takes: Takes::Text("DIR"),
        help: "where the files are (the system's folder for temporary files)",
    },
];

/// What every task does with its file.
struct Job {
    folder: PathBuf,
    data: Vec<u8>,
    sync: bool,
}

// ANCHOR: ways
/// Writes a file and reads it again. Each call keeps its thread until it is done.
fn write_and_read(job: &Job) -> io::Result<Vec<u8>> {
    // This file has no name. Whatever ends the program, the system then frees its space.
    let mut file = tempfile_in(&job.folder)?;
    file.write_all(&job.data)?;
    if job.sync {
        file.sync_all()?; // until here the data may be in memory only
    }
    file.rewind()?;
    let mut read = Vec::with_capacity(job.data.len());
    file.read_to_end(&mut read)?;
    Ok(read)
}

/// The same with tokio's file API. It looks async; in truth most of these `.await`s wait
/// for a thread that makes the call above.
async fn write_and_read_async(job: &Arc<Job>) -> io::Result<Vec<u8>> {
    let folder = job.folder.clone();
    let file = spawn_blocking(move || tempfile_in(folder)).await??;
    let mut file = tokio::fs::File::from_std(file);
    file.write_all(&job.data).await?;
    file.flush().await?; // the last write goes on without us: only this tells of its errors
    if job.sync {
        file.sync_all().await?;
    }
    file.rewind().await?;
    let mut read = Vec::with_capacity(job.data.len());
    file.read_to_end(&mut read).await?;
    Ok(read)
}
// ANCHOR_END: ways

// ANCHOR: runs
/// One thread, one file after the other.
fn sequential(demo: &Demo, job: &Job) {
    for task in demo.tasks() {
        let _ = catch_unwind(AssertUnwindSafe(|| blocking_task(task, job)));
    }
}

/// A thread for each file.
fn threads(demo: &Demo, job: &Job) {
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
fn tokio_fs(demo: &Demo, job: Arc<Job>, runtime: &Runtime) {
    let spawn = |task| runtime.spawn(async_task(task, Arc::clone(&job)));
    let tasks: Vec<_> = demo.tasks().map(spawn).collect();
    runtime.block_on(async {
        for task in tasks {
            let _ = task.await;
        }
    });
}

/// One call for each file is handed to the threads that may block: all of it at once.
fn spawn_blocking_each(demo: &Demo, job: Arc<Job>, runtime: &Runtime) {
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

// ANCHOR: main
fn main() -> ExitCode {
    // Started by you, this starts itself four times, and does not return. What follows
    // is done by each of the four: one run, in a process of its own.
    let demo = Demo::builder("files")
        .by_default("--wait 0")
        .flags(&FLAGS)
        .refuses(a_folder_for_no_files)
        .runs(&[
            RunKind::waits("sequential"),
            RunKind::waits("threads"),
            RunKind::waits("tokio-fs"),
            RunKind::waits("spawn-blocking"),
        ])
        .a_thread_each()
        .waits_for_io()
        .start();
    let length = 1024 * demo.number("size").unwrap_or(4_096);
    let job = Job {
        folder: demo.text("dir").map_or_else(std::env::temp_dir, PathBuf::from),
        data: b"taking turns, 16".repeat(length / 16),
        sync: demo.has("sync"),
    };
    match demo.run_name() {
        "sequential" => sequential(&demo, &job),
        "threads" => threads(&demo, &job),
        name => {
            // The runtime has one thread, ours. Any that starts is there for calls that block.
            let started = Arc::new(AtomicU64::new(0));
            let count = Arc::clone(&started);
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .on_thread_start(move || _ = count.fetch_add(1, Relaxed))
                .build()
                .unwrap();
            match name {
                "tokio-fs" => tokio_fs(&demo, Arc::new(job), &runtime),
                _ => spawn_blocking_each(&demo, Arc::new(job), &runtime),
            }
            demo.count_threads(); // those have no tasks of their own in `tokio-fs`
            drop(runtime);
            let started = started.load(Relaxed);
            let threads = plural(started, "thread");
            let sentence = format!("tokio started {threads} for calls that block.");
            demo.note("blocking_threads", started, &sentence);
        }
    }
    demo.report()
}
// ANCHOR_END: main

/// Why there can be no files where `--dir` wants them.
fn a_folder_for_no_files(options: &Options) -> Result<(), String> {
    match options.text("dir").map(|folder| (folder, tempfile_in(folder))) {
        Some((folder, Err(error))) => Err(format!(
            "--dir {folder}: no file can be made there: {error}; give a folder that you may \
             write to"
        )),
        _ => Ok(()),
    }
}
