//! A pipeline: photos are downloaded with async, which is for waiting, and blurred and
//! shrunk with rayon, which is for computing. A bounded channel between the two keeps
//! memory flat.
//! Two runs that do the same in a wrong way come first, each beside a heartbeat.
//!
//! Run it with `just demo-pipeline`, or `cargo run --release -p demo_pipeline`.
//! Its chapter: `docs/src/pipeline.md`.

mod out;
mod photo;
mod runs;
mod steps;

use out::Out;
use reqwest::{Client, redirect::Policy};
use std::process::ExitCode;
use std::sync::Arc;
use steps::Job;
use timing::workload::{Flag, Takes};
use timing::{Demo, Heartbeat, RunKind};
use tokio::runtime::Builder;

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
    // It holds the site, which ends when this is dropped: not before the report, or its
    // CPU time would count as ours.
    let job = Arc::new(Job { client, server, out });
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let heartbeat = tokio::spawn(beat(demo.heartbeat()));
        match demo.run_name() {
            "sequential" => runs::sequential(&demo, &job).await,
            "blur-in-async" => runs::all_at_once(&demo, &job).await,
            _ => runs::pipeline(&demo, &job).await,
        }
        heartbeat.abort();
    });
    drop(runtime);
    job.out.note(&demo);
    let code = demo.report();
    job.out.finish(code)
}
// ANCHOR_END: main
