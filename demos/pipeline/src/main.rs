//! A pipeline: photos are downloaded with async, which is for waiting, and blurred and shrunk
//! with rayon, which is for computing. A bounded channel between the two keeps memory flat.
//! Two runs that do the same in a wrong way come first, each beside a heartbeat.
//!
//! Run it with `just demo-pipeline`, or `cargo run --release -p demo_pipeline`.
//! Its chapter: `docs/src/pipeline.md`.

mod out;
mod photo;

use out::Out;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use reqwest::{Client, redirect::Policy};
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use timing::workload::{Flag, Takes};
use timing::{Demo, Heartbeat, RunKind, Task};
use tokio::runtime::Builder;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;
use web::{Download, Failure, Server};

const LIMIT: Flag = Flag {
    name: "limit",
    takes: Takes::NumberUpTo(10_000),
    help: "how many photos are downloaded at once in the pipeline (4 for each core)",
};

const RUNS: [RunKind; 3] = [
    RunKind::waits("sequential"),
    RunKind::waits("blur-in-async"),
    RunKind::waits("pipeline"),
];

/// Whom the photos are from, and where they go.
struct Job {
    client: Client,
    server: Server,
    out: Arc<Out>,
}

// ANCHOR: steps
/// Waits for a photo. Of one that does not come whole, the report tells why.
async fn download(job: &Job, mut task: Task) -> Option<(Task, Vec<u8>)> {
    let mut photo = job.server.download(task.id);
    task.begin();
    match fetch(&job.client, &mut photo).await {
        Ok(()) => Some((task, photo.bytes)),
        Err(failure) => {
            task.fail(&photo.describe(&failure));
            None
        }
    }
}

async fn fetch(client: &Client, photo: &mut Download) -> Result<(), Failure> {
    let mut answer = client.get(&photo.url).send().await?;
    photo.answered(answer.status(), answer.headers())?;
    while let Some(chunk) = answer.chunk().await? {
        photo.bytes.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Computes with a photo, and saves what comes of it.
fn develop(job: &Job, mut task: Task, bytes: &[u8]) {
    task.work();
    let small = photo::blur_and_shrink(bytes);
    task.wait_again(); // for the disk
    match small.and_then(|small| job.out.save(task.id, &small)) {
        Ok(()) => task.end(),
        Err(why) => {
            let id = task.id;
            task.fail(&format!("photo {id}: {why}"));
        }
    }
}
// ANCHOR_END: steps

// ANCHOR: wrong
/// Both in one async task. While it computes, its thread can poll no other.
async fn blur_in_async(job: Arc<Job>, task: Task) {
    if let Some((task, bytes)) = download(&job, task).await {
        develop(&job, task, &bytes);
    }
}

/// One task after the other, each awaited before the next is spawned.
async fn sequential(demo: &Demo, job: &Arc<Job>) {
    for task in demo.tasks() {
        let _ = tokio::spawn(blur_in_async(Arc::clone(job), task)).await;
    }
}

/// All tasks at once: the waits overlap. But one thread does all the computing.
async fn all_at_once(demo: &Demo, job: &Arc<Job>) {
    let spawn = |task| tokio::spawn(blur_in_async(Arc::clone(job), task));
    let tasks: Vec<_> = demo.tasks().map(spawn).collect();
    for task in tasks {
        let _ = task.await; // an error is a panic, which is recorded already
    }
}
// ANCHOR_END: wrong

// ANCHOR: pipeline
/// The async half waits, on one thread. The other half computes, on a thread for each core.
async fn pipeline(demo: &Demo, job: &Arc<Job>) {
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
            drop(permit); // not before: all that is downloaded would pile up in front of the channel
        });
    }
    drop(queue); // the last of the senders: when the tasks have dropped theirs, the channel ends
    let _ = computing.await;
}
// ANCHOR_END: pipeline

/// Ticks for as long as the tasks run. It needs next to nothing: only its turn, in time.
async fn beat(mut heartbeat: Heartbeat) {
    loop {
        tokio::time::sleep(heartbeat.every).await;
        heartbeat.tick();
    }
}

// ANCHOR: main
fn main() -> ExitCode {
    site::serve_if_asked(); // in the process that is the site, this does not return
    // Started by you, this starts itself three times, once for each run.
    let builder = Demo::builder("pipeline")
        .by_default("--tasks 12")
        .flags(&[LIMIT])
        .flags(&out::FLAGS)
        .refuses(out::check)
        .without_compute(
            "each photo is blurred and shrunk, which takes as long as it takes",
        )
        .runs(&RUNS);
    let (demo, server) = web::start(builder, web::PHOTOS);
    let out = match Out::open(&demo) {
        Ok(out) => out,
        Err(why) => return out::give_up(&why),
    };
    let client = Client::builder()
        .timeout(server.timeout) // for a request and its whole answer
        .redirect(Policy::none()) // nobody sends us elsewhere
        .no_proxy()
        .build()
        .unwrap();
    // It holds the site, which ends when this is dropped: not before the report, or its CPU
    // time would count as ours.
    let job = Arc::new(Job { client, server, out });
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let heartbeat = tokio::spawn(beat(demo.heartbeat()));
        match demo.run_name() {
            "sequential" => sequential(&demo, &job).await,
            "blur-in-async" => all_at_once(&demo, &job).await,
            _ => pipeline(&demo, &job).await,
        }
        heartbeat.abort();
    });
    drop(runtime);
    job.out.note(&demo);
    let code = demo.report();
    job.out.finish(code)
}
// ANCHOR_END: main
