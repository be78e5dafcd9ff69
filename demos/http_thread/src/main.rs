//! Pages fetched with a blocking client, ureq, by a few threads: what the Python notes
//! do with requests and a thread pool. With `--workers 1` it is one page after the other.
//!
//! Run it with `just demo-http-thread`, or `cargo run --release -p demo_http_thread`.
//! Its chapter: `docs/src/http_thread.md`.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread::{self, Builder};
use timing::{Demo, Task};
use ureq::Agent;
use web::{Download, Failure};

// ANCHOR: demo
fn main() -> ExitCode {
    site::serve_if_asked(); // in the process that is the site, this does not return
    let demo = Demo::builder("http_thread").by_default("--tasks 20 --wait 100ms");
    let (demo, pages) = web::start(demo.workers(|_| 5), web::PAGES);
    let client: Agent = Agent::config_builder()
        // For one limit for all of it, ureq would start a thread for each request.
        .timeout_connect(Some(pages.timeout))
        .timeout_recv_response(Some(pages.timeout))
        .timeout_recv_body(Some(pages.timeout))
        .max_redirects(0) // nobody sends us elsewhere
        .proxy(None)
        .http_status_as_error(false) // we look at it ourselves
        .max_idle_connections_per_host(demo.workers())
        .build()
        .into();
    let queue = Mutex::new(demo.tasks());
    let next_task = || queue.lock().unwrap().next(); // locked only while it takes one
    thread::scope(|scope| {
        for _ in 0..demo.workers() {
            // `scope.spawn` would panic where no more threads can be had; this tells.
            let _ = Builder::new().spawn_scoped(scope, || {
                while let Some(mut task) = next_task() {
                    // A panic ends its task. Uncaught, it would end this worker too.
                    let _ = catch_unwind(AssertUnwindSafe(|| {
                        task.begin(); // now the task is under way
                        let mut page = pages.download(task.id);
                        match fetch(&client, &mut task, &mut page) {
                            Ok(()) => task.compute(), // it has its page, and computes
                            Err(failure) => task.fail(&page.describe(&failure)),
                        }
                    }));
                }
            });
        }
    });
    demo.report()
}

/// Fetches a page. It waits for the answer, then for the rest of it, and its thread too.
fn fetch(client: &Agent, task: &mut Task, page: &mut Download) -> Result<(), Failure> {
    let answer = client.get(&page.url).call()?;
    task.wait_again(); // an answer has begun: from now on it waits for the rest
    page.answered(answer.status(), answer.headers())?;
    answer.into_body().into_reader().read_to_end(&mut page.bytes)?;
    Ok(())
}
// ANCHOR_END: demo
