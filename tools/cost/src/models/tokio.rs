//! Tasks on tokio: on one thread, and on as many as there are cores.

use super::{Cost, Kept, Model, broken};
use crate::memory::{self, AN_HOUR};
use crate::sockets::{self, Tokio as Socket};
use crate::stopwatch::Stopwatch;
use std::io;
use std::mem;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::channel;
use tokio::task::yield_now;
use tokio::time::sleep;

const CREATE: &str = "1,000 spawned, all awaited";
const HOP: &str = "mpsc::channel(1), a ring";
const SOCKET_HOP: &str = "async read, a ring";
const MEMORY: &str = "RSS, 20,000 .. 100,000 asleep";

pub const ONE_THREAD: Model = Model {
    name: "async_tokio",
    task: "a task on tokio's current-thread runtime",
    create: Cost::Measured(CREATE, |stopwatch| one_thread()?.block_on(create(stopwatch))),
    hop: Cost::Measured(HOP, |ring, stopwatch| one_thread()?.block_on(hop(ring, stopwatch))),
    socket_hop: Cost::Measured(SOCKET_HOP, |ring, stopwatch| one_thread()?.block_on(socket_hop(ring, stopwatch))),
    memory: Cost::Measured(MEMORY, Kept { step: 20_000, keep: |count| one_thread()?.block_on(keep(count)) }),
};

pub const SEVERAL_THREADS: Model = Model {
    name: "async_tokio_multi",
    task: "a task on tokio's multi-thread runtime",
    create: Cost::Measured(CREATE, |stopwatch| several_threads()?.block_on(create(stopwatch))),
    hop: Cost::Measured(HOP, |ring, stopwatch| several_threads()?.block_on(hop(ring, stopwatch))),
    socket_hop: Cost::Measured(SOCKET_HOP, |ring, stopwatch| several_threads()?.block_on(socket_hop(ring, stopwatch))),
    memory: Cost::Measured(MEMORY, Kept { step: 20_000, keep: |count| several_threads()?.block_on(keep(count)) }),
};

fn one_thread() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn several_threads() -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

// ANCHOR: create
const BATCH: usize = 1_000;

async fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    while stopwatch.wants_more() {
        let begin = Instant::now();
        let tasks: Vec<_> = (0..BATCH).map(|_| tokio::spawn(async {})).collect();
        for task in tasks {
            task.await?;
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}
// ANCHOR_END: create

// ANCHOR: hop
async fn hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (first, mut last) = channel(1);
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (to, next) = channel(1);
        let mut from = mem::replace(&mut last, next);
        tasks.push(tokio::spawn(async move {
            while let Some(()) = from.recv().await {
                let _ = to.send(()).await;
            }
        }));
    }
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.send(()).await.map_err(|_| broken())?;
        last.recv().await.ok_or_else(broken)?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first); // the first task ends, and so the second, and so on
    for task in tasks {
        task.await?;
    }
    Ok(())
}
// ANCHOR_END: hop

fn pair() -> io::Result<(Socket, Socket)> {
    let (one, other) = sockets::nonblocking_pair()?;
    Ok((Socket::from_std(one)?, Socket::from_std(other)?))
}

async fn socket_hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (mut first, mut last) = pair()?;
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (mut to, next) = pair()?;
        let mut from = mem::replace(&mut last, next);
        tasks.push(tokio::spawn(async move {
            let mut byte = [0];
            while from.read_exact(&mut byte).await.is_ok() {
                let _ = to.write_all(&byte).await;
            }
        }));
    }
    let mut byte = [0];
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.write_all(&byte).await?;
        last.read_exact(&mut byte).await?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first);
    for task in tasks {
        task.await?;
    }
    Ok(())
}

async fn keep(count: usize) -> io::Result<u64> {
    let wait = || async {
        memory::one_more_waits();
        sleep(AN_HOUR).await;
    };
    let _tasks: Vec<_> = (0..count).map(|_| tokio::spawn(wait())).collect();
    while memory::waiting() < count {
        yield_now().await;
    }
    memory::resident_bytes()
}
