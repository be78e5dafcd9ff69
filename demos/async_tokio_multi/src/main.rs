//! Async tasks on several threads, on tokio: async is not single-threaded. Tasks that
//! compute run at the same time, as many as there are workers and cores.
//!
//! Run it with `just demo-async-tokio-multi`, or with cargo: `-p demo_async_tokio_multi`.
//! Its chapter: `docs/src/async_tokio_multi.md`.

use std::process::ExitCode;
use timing::Demo;
use tokio::runtime::Builder;

// ANCHOR: demo
fn main() -> ExitCode {
    let demo = Demo::with_workers("async_tokio_multi", |workload| workload.cores);
    let workers = demo.workers();
    let runtime = Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let spawn = |mut task: timing::Task| {
            tokio::spawn(async move {
                task.begin(); // now the task is under way
                tokio::time::sleep(task.wait).await; // it waits, and the thread is free
                task.compute(); // then it computes, and the thread is taken
            })
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
    });
    drop(runtime); // ends its threads
    demo.report()
}
// ANCHOR_END: demo
