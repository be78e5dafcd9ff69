//! Two mistakes with HTTP clients. One that blocks, ureq, inside async tasks: it stops
//! all of them, and a heartbeat that should tick every 20 ms. And an async one, reqwest,
//! on a runtime that is not its own: on smol it panics, unless tokio is there too.
//!
//! Run it with `just demo-http-mistake`, or `cargo run --release -p demo_http_mistake`.
//! Its chapter: `docs/src/http_mistake.md`.

mod on_smol;
mod tasks;

use std::process::ExitCode;
use tasks::{reqwest_client, spawn_blocking, ureq_client, ureq_in_async, with_reqwest};
use timing::{Demo, Heartbeat, RunKind, Task};
use tokio::runtime::Builder;
use web::Server;

// ANCHOR: main
fn main() -> ExitCode {
    site::serve_if_asked(); // in the process that is the site, this does not return
    // Started by you, this starts itself four times, and `start` does not return. What
    // follows it is done by each of the four: one run, in a process of its own.
    let runs = ["ureq-in-async", "spawn-blocking", "reqwest", "reqwest-on-smol"];
    let runs = runs.map(RunKind::waits);
    let demo = Demo::builder("http_mistake").by_default("--wait 100ms").runs(&runs);
    let (demo, pages) = web::start(demo, web::PAGES);
    match demo.run_name() {
        "reqwest-on-smol" => on_smol::run(&demo, &pages),
        run => on_tokio(run, &demo, &pages),
    }
    demo.report()
}

fn on_tokio(run: &str, demo: &Demo, pages: &Server) {
    let (ureq, reqwest) = (ureq_client(pages), reqwest_client(pages));
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let heartbeat = tokio::spawn(beat(demo.heartbeat()));
        let spawn = |task: Task| {
            let page = pages.download(task.id);
            match run {
                "ureq-in-async" => tokio::spawn(ureq_in_async(ureq.clone(), task, page)),
                "spawn-blocking" => {
                    tokio::spawn(spawn_blocking(ureq.clone(), task, page))
                }
                _ => tokio::spawn(with_reqwest(reqwest.clone(), task, page)),
            }
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
        heartbeat.abort();
    });
}
// ANCHOR_END: main

/// Ticks for as long as the tasks run. It needs next to nothing: only its turn, in time.
async fn beat(mut heartbeat: Heartbeat) {
    loop {
        tokio::time::sleep(heartbeat.every).await;
        heartbeat.tick();
    }
}
