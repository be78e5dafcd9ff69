//! Tasks on async-std, a runtime that ended (RUSTSEC-2025-0052). It is measured because it was measured by others, so that the
//! results can be compared.

use super::{Cost, Kept, Model, broken};
use crate::memory::{self, AN_HOUR};
use crate::sockets::{self, AsyncStd as Socket};
use crate::stopwatch::Stopwatch;
use async_std::channel::bounded;
use async_std::io::{ReadExt, WriteExt};
use async_std::task;
use std::io;
use std::mem;
use std::time::{Duration, Instant};

pub const MODEL: Model = Model {
    name: "async_std",
    task: "a task on async-std",
    create: Cost::Measured("1,000 spawned, all awaited", |stopwatch| task::block_on(create(stopwatch))),
    hop: Cost::Measured("channel::bounded(1), a ring", |ring, stopwatch| task::block_on(hop(ring, stopwatch))),
    socket_hop: Cost::Measured("async read, a ring", |ring, stopwatch| task::block_on(socket_hop(ring, stopwatch))),
    memory: Cost::Measured(
        "RSS, 20,000 .. 100,000 asleep",
        Kept { step: 20_000, keep: |count| task::block_on(keep(count)) },
    ),
};

const BATCH: usize = 1_000;

async fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    while stopwatch.wants_more() {
        let begin = Instant::now();
        let tasks: Vec<_> = (0..BATCH).map(|_| task::spawn(async {})).collect();
        for task in tasks {
            task.await;
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

async fn hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (first, mut last) = bounded(1);
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (to, next) = bounded(1);
        let from = mem::replace(&mut last, next);
        tasks.push(task::spawn(async move {
            while let Ok(()) = from.recv().await {
                let _ = to.send(()).await;
            }
        }));
    }
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.send(()).await.map_err(|_| broken())?;
        last.recv().await.map_err(|_| broken())?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first); // the first task ends, and so the second, and so on
    for task in tasks {
        task.await;
    }
    Ok(())
}

fn pair() -> io::Result<(Socket, Socket)> {
    let (one, other) = sockets::nonblocking_pair()?;
    Ok((Socket::from(one), Socket::from(other)))
}

async fn socket_hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (mut first, mut last) = pair()?;
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (mut to, next) = pair()?;
        let mut from = mem::replace(&mut last, next);
        tasks.push(task::spawn(async move {
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
        task.await;
    }
    Ok(())
}

async fn keep(count: usize) -> io::Result<u64> {
    let wait = || async {
        memory::one_more_waits();
        task::sleep(AN_HOUR).await;
    };
    let _tasks: Vec<_> = (0..count).map(|_| task::spawn(wait())).collect();
    while memory::waiting() < count {
        task::sleep(Duration::from_millis(1)).await;
    }
    memory::resident_bytes()
}
