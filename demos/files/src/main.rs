//! Files are I/O too, but async does not make them faster: every call of tokio's file API
//! is handed to a thread that may block. Four runs write files and read them again.
//!
//! Run it with `just demo-files`, or `cargo run --release -p demo_files`.
//! Its chapter: `docs/src/files.md`.

mod job;
mod runs;

use job::Job;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tempfile::tempfile_in;
use timing::report::sentences::plural;
use timing::workload::{Flag, Options, Takes};
use timing::{Demo, RunKind};

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
        "sequential" => runs::sequential(&demo, &job),
        "threads" => runs::threads(&demo, &job),
        name => {
            // The runtime has one thread, ours. Any other is there for calls that block.
            let started = Arc::new(AtomicU64::new(0));
            let count = Arc::clone(&started);
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .on_thread_start(move || _ = count.fetch_add(1, Relaxed))
                .build()
                .unwrap();
            match name {
                "tokio-fs" => runs::tokio_fs(&demo, Arc::new(job), &runtime),
                _ => runs::spawn_blocking_each(&demo, Arc::new(job), &runtime),
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
            "--dir {folder}: no file can be made there: {error}; give a folder that you \
             may write to"
        )),
        _ => Ok(()),
    }
}
