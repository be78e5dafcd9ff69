//! What an event loop is: the same tasks as in `demo_async_smol`, and the runtime written
//! out in `event_loop.rs`, which is what this demo is about. Start reading there.
//!
//! Run it with `just demo-event-loop`, or `cargo run --release -p demo_event_loop`.
//! `--tasks 2 --narrate` tells each of its steps; with `--sockets` each task waits for an
//! answer over a connection of its own.
//! Its chapter: `docs/src/event_loop.md`.

#![forbid(unsafe_code)]

mod event_loop;
mod narration;
mod server;

use event_loop::{Executor, Reactor};
use server::Server;
use std::io;
use std::process::ExitCode;
use timing::output::complain;
use timing::workload::{Flag, Takes};
use timing::{Demo, Task};

const NARRATE: Flag = Flag {
    name: "narrate",
    takes: Takes::Nothing,
    help: "tell each step of the event loop on standard error",
};
const SOCKETS: Flag = Flag {
    name: "sockets",
    takes: Takes::Nothing,
    help: "each task waits for an answer over a connection of its own",
};
const HANG_UP: Flag = Flag {
    name: "hang-up",
    takes: Takes::Task,
    help: "as --sockets, but the connection of task ID is closed early",
};

// ANCHOR: tasks
/// The task of the other demos: it waits for a moment.
async fn sleep(mut task: Task, reactor: &Reactor) {
    task.begin();
    reactor.sleep(task.wait).await;
    task.compute();
}

/// The same, but it waits for an answer.
async fn ask(mut task: Task, reactor: &Reactor, server: &Server) {
    task.begin();
    match answer(task.id, reactor, server).await {
        Ok(0) => task.fail("the connection was closed before the answer"),
        Ok(_) => task.compute(),
        // A connection takes two open files, since both its ends are here.
        Err(error) => task.fail(&format!("no connection (ulimit -n?): {error}")),
    }
}

async fn answer(id: usize, reactor: &Reactor, server: &Server) -> io::Result<usize> {
    let mut socket = server.connect(id)?;
    reactor.read(&mut socket, &mut [0; 1]).await
}
// ANCHOR_END: tasks

// ANCHOR: main
fn main() -> ExitCode {
    let demo = Demo::builder("event_loop")
        .flags(&[NARRATE, SOCKETS, HANG_UP])
        .waits_for_io_with(&["sockets", "hang-up"])
        .start();
    if demo.has("narrate") {
        narration::start();
    }
    match run(&demo) {
        Ok(()) => demo.report(),
        Err(error) => {
            let what = "the system has no room for an event loop (ulimit -n?)";
            complain("demo_event_loop", &format!("{what}: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(demo: &Demo) -> io::Result<()> {
    let reactor = Reactor::new()?;
    let server = match demo.has("sockets") || demo.has("hang-up") {
        true => Some(Server::start(demo.workload().wait, demo.number("hang-up"))?),
        false => None,
    };
    let mut executor = Executor::new(&reactor);
    for task in demo.tasks() {
        match &server {
            None => executor.spawn(sleep(task, &reactor)),
            Some(server) => executor.spawn(ask(task, &reactor, server)),
        }
    }
    executor.run()
}
// ANCHOR_END: main
