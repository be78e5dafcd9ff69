//! Tasks on smol, on one thread.

use super::{Cost, Kept, Model, broken};
use crate::memory::{self, AN_HOUR};
use crate::sockets;
use crate::stopwatch::Stopwatch;
use smol::channel::bounded;
use smol::future::yield_now;
use smol::io::{AsyncReadExt, AsyncWriteExt};
use smol::{Async, LocalExecutor, Timer};
use std::io;
use std::mem;
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "async_smol",
    task: "a task on smol's LocalExecutor",
    create: Cost::Measured("1,000 spawned, all awaited", |stopwatch| {
        let executor = LocalExecutor::new();
        smol::block_on(executor.run(create(&executor, stopwatch)))
    }),
    hop: Cost::Measured("channel::bounded(1), a ring", |ring, stopwatch| {
        let executor = LocalExecutor::new();
        smol::block_on(executor.run(hop(&executor, ring, stopwatch)))
    }),
    socket_hop: Cost::Measured("async read, a ring", |ring, stopwatch| {
        let executor = LocalExecutor::new();
        smol::block_on(executor.run(socket_hop(&executor, ring, stopwatch)))
    }),
    memory: Cost::Measured(
        "RSS, 20,000 .. 100,000 asleep",
        Kept {
            step: 20_000,
            keep: |count| {
                let executor = LocalExecutor::new();
                smol::block_on(executor.run(keep(&executor, count)))
            },
        },
    ),
};

const BATCH: usize = 1_000;

async fn create(executor: &LocalExecutor<'_>, stopwatch: &mut Stopwatch) -> io::Result<()> {
    while stopwatch.wants_more() {
        let begin = Instant::now();
        let tasks: Vec<_> = (0..BATCH).map(|_| executor.spawn(async {})).collect();
        for task in tasks {
            task.await;
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

async fn hop(executor: &LocalExecutor<'_>, ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (first, mut last) = bounded(1);
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (to, next) = bounded(1);
        let from = mem::replace(&mut last, next);
        tasks.push(executor.spawn(async move {
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

async fn socket_hop(executor: &LocalExecutor<'_>, ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let pair = || {
        let (one, other) = sockets::pair()?;
        Ok::<_, io::Error>((Async::new(one)?, Async::new(other)?))
    };
    let (mut first, mut last) = pair()?;
    let mut tasks = Vec::new();
    for _ in 0..ring {
        let (mut to, next) = pair()?;
        let mut from = mem::replace(&mut last, next);
        tasks.push(executor.spawn(async move {
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

async fn keep(executor: &LocalExecutor<'_>, count: usize) -> io::Result<u64> {
    let wait = || async {
        memory::one_more_waits();
        Timer::after(AN_HOUR).await;
    };
    let _tasks: Vec<_> = (0..count).map(|_| executor.spawn(wait())).collect();
    while memory::waiting() < count {
        yield_now().await;
    }
    memory::resident_bytes()
}
