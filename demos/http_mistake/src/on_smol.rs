//! reqwest on smol, a runtime that is not its own: how it panics, and the way round it.

use crate::tasks::{reqwest_client, with_reqwest};
use reqwest::Client;
use smol::future::FutureExt;
use std::panic::{self, AssertUnwindSafe};
use timing::{Demo, Task};
use tokio::runtime::Builder;
use web::{Download, Server};

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
pub fn run(demo: &Demo, pages: &Server) {
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
