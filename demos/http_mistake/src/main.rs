//! Two mistakes with HTTP clients. One that blocks, ureq, inside async tasks: it stops
//! all of them, and a heartbeat that should tick every 20 ms. And an async one, reqwest,
//! on a runtime that is not its own: on smol it panics, unless tokio is there too.
//!
//! Run it with `just demo-http-mistake`, or `cargo run --release -p demo_http_mistake`.
//! Its chapter: `docs/src/http_mistake.md`.

use reqwest::{Client, redirect::Policy};
use smol::future::FutureExt;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use timing::{Demo, Heartbeat, RunKind, Task};
use tokio::runtime::Builder;
use ureq::Agent;
use web::{Download, Failure, Server};

// ANCHOR: tasks
/// The mistake: ureq's `call` does not return before there is an answer, and until then
/// the thread can poll no other task.
async fn ureq_in_async(client: Agent, task: Task, page: Download) {
    with_ureq(&client, task, page);
}

/// Mended by moving the calls that block to a thread where they may block.
async fn spawn_blocking(client: Agent, task: Task, page: Download) {
    let blocking = move || with_ureq(&client, task, page);
    let _ = tokio::task::spawn_blocking(blocking).await;
}

/// Mended with an async client: `.await` gives the thread back.
async fn with_reqwest(client: Client, mut task: Task, mut page: Download) {
    task.begin();
    match fetch_with_reqwest(&client, &mut task, &mut page).await {
        Ok(()) => task.compute(),
        Err(failure) => task.fail(&page.describe(&failure)),
    }
}

fn with_ureq(client: &Agent, mut task: Task, mut page: Download) {
    task.begin();
    match fetch_with_ureq(client, &mut task, &mut page) {
        Ok(()) => task.compute(),
        Err(failure) => task.fail(&page.describe(&failure)),
    }
}
// ANCHOR_END: tasks

// ANCHOR: smol
/// What reqwest does on smol: its sockets and timers ask for tokio's reactor, and panic
/// where there is none. Returns what the panic says.
fn without_tokio(client: &Client, page: &Download) -> String {
    let print = panic::take_hook();
    panic::set_hook(Box::new(|_| ())); // this panic is caught, and told in the report
    let request = AssertUnwindSafe(async { client.get(&page.url).send().await });
    let outcome = smol::block_on(request.catch_unwind());
    panic::set_hook(print);
    match outcome {
        Ok(_) => "nothing".to_owned(),
        Err(panic) => panic.downcast_ref::<&str>().map_or_else(
            || panic.downcast_ref::<String>().cloned().unwrap_or_default(),
            |message| (*message).to_owned(),
        ),
    }
}

/// The way round it: a tokio runtime with a thread of its own watches the sockets, and
/// `enter` tells reqwest where it is. The tasks themselves run on smol, here.
fn on_smol(demo: &Demo, pages: &Server) {
    let client = reqwest_client(pages);
    let said = without_tokio(&client, &pages.download(0));
    let sentence = format!("On smol alone, reqwest panics: \"{said}\".");
    demo.note("panics_without_tokio", u64::from(said != "nothing"), &sentence);
    let tokio =
        Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _entered = tokio.enter();
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let mut heartbeat = demo.heartbeat();
        let heartbeat = executor.spawn(async move {
            loop {
                smol::Timer::after(heartbeat.every).await;
                heartbeat.tick();
            }
        });
        let spawn = |task: Task| {
            let page = pages.download(task.id);
            executor.spawn(with_reqwest(client.clone(), task, page))
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = AssertUnwindSafe(task).catch_unwind().await; // a panic is recorded
        }
        heartbeat.cancel().await;
    }));
}
// ANCHOR_END: smol

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
        "reqwest-on-smol" => on_smol(&demo, &pages),
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

// The clients, as in `demo_http_thread` and `demo_http_async`.

fn ureq_client(pages: &Server) -> Agent {
    let client = Agent::config_builder()
        .timeout_connect(Some(pages.timeout))
        .timeout_recv_response(Some(pages.timeout))
        .timeout_recv_body(Some(pages.timeout))
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false);
    client.build().into()
}

fn reqwest_client(pages: &Server) -> Client {
    let client = Client::builder().timeout(pages.timeout);
    client.redirect(Policy::none()).no_proxy().build().unwrap()
}

fn fetch_with_ureq(
    c: &Agent,
    task: &mut Task,
    page: &mut Download,
) -> Result<(), Failure> {
    let answer = c.get(&page.url).call()?;
    task.wait_again();
    page.answered(answer.status(), answer.headers())?;
    answer.into_body().into_reader().read_to_end(&mut page.bytes)?;
    Ok(())
}

async fn fetch_with_reqwest(
    client: &Client,
    task: &mut Task,
    page: &mut Download,
) -> Result<(), Failure> {
    let mut answer = client.get(&page.url).send().await?;
    task.wait_again();
    page.answered(answer.status(), answer.headers())?;
    while let Some(piece) = answer.chunk().await? {
        page.bytes.extend_from_slice(&piece);
    }
    Ok(())
}
