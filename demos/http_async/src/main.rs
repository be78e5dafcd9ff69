//! Pages fetched with an async client, reqwest on tokio, all at once on one thread: what
//! the Python notes do with aiohttp. `--limit N` lets only N requests be under way.
//!
//! Run it with `just demo-http-async`, or `cargo run --release -p demo_http_async`.
//! Its chapter: `docs/src/http_async.md`.

use reqwest::{Client, redirect::Policy};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use timing::{Demo, Task};
use tokio::{runtime::Builder, sync::Semaphore};
use web::{Download, Failure};

// ANCHOR: demo
fn main() -> ExitCode {
    site::serve_if_asked(); // in the process that is the site, this does not return
    let demo = Demo::builder("http_async").by_default("--tasks 20 --wait 100ms");
    let demo = demo.flags(&[web::LIMIT, web::RETRIES]);
    let (demo, pages) = web::start(demo, web::PAGES);
    let limit = demo.number("limit");
    let client = Client::builder()
        .timeout(pages.timeout) // for a request and its whole answer
        .redirect(Policy::none()) // nobody sends us elsewhere
        .no_proxy()
        .pool_max_idle_per_host(limit.unwrap_or(0)) // all at once, none waits for one
        .build()
        .unwrap();
    let limit = Arc::new(Semaphore::new(limit.unwrap_or(Semaphore::MAX_PERMITS)));
    let retries = demo.number("retries").unwrap_or(0);
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let spawn = |mut task: Task| {
            let (client, limit) = (client.clone(), Arc::clone(&limit));
            let mut page = pages.download(task.id);
            tokio::spawn(async move {
                let _permit = limit.acquire().await; // given back at the end
                task.begin(); // now the task is under way
                match fetch_patiently(&client, &mut task, &mut page, retries).await {
                    Ok(()) => task.compute(), // it has its page, and computes
                    Err(failure) => task.fail(&page.describe(&failure)),
                }
            })
        };
        let tasks: Vec<_> = demo.tasks().map(spawn).collect();
        for task in tasks {
            let _ = task.await; // an error is a panic, which is recorded already
        }
    });
    demo.report()
}

/// Fetches a page. It waits for the answer, then for the rest of it; the thread is free.
async fn fetch(c: &Client, task: &mut Task, page: &mut Download) -> Result<(), Failure> {
    let mut answer = c.get(&page.url).send().await?;
    task.wait_again(); // an answer has begun: from now on it waits for the rest
    page.answered(answer.status(), answer.headers())?;
    while let Some(piece) = answer.chunk().await? {
        page.bytes.extend_from_slice(&piece);
    }
    Ok(())
}

/// Tries again what may go better in a while: after the time that the server asks for, or
/// else after a pause that is twice as long each time.
async fn fetch_patiently(
    client: &Client,
    task: &mut Task,
    page: &mut Download,
    retries: usize,
) -> Result<(), Failure> {
    let mut pause = Duration::from_millis(100);
    for _ in 0..retries {
        match fetch(client, task, page).await {
            Err(failure) if failure.may_pass() => {
                tokio::time::sleep(failure.retry_after().unwrap_or(pause)).await;
                pause = (pause * 2).min(Duration::from_secs(10));
                page.try_again(); // what came until now is of no use
            }
            done => return done,
        }
    }
    fetch(client, task, page).await
}
// ANCHOR_END: demo
