//! A process for each task.

use super::{Cost, Kept, Model, broken};
use crate::memory;
use crate::sockets;
use crate::stopwatch::Stopwatch;
use std::env;
use std::io::{self, Read, Write};
use std::mem;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "multiprocess",
    task: "a process",
    create: Cost::Measured("10 started, all waited for", create),
    hop: Cost::None("processes have no memory in common"),
    socket_hop: if cfg!(unix) {
        Cost::Measured("blocking read, a ring", socket_hop)
    } else {
        Cost::None("here no process is given a socket as its input")
    },
    memory: Cost::Measured("private, 10 .. 50 that wait", Kept { step: 10, keep }),
};

const BATCH: usize = 10;

/// This program as another process, which passes on whatever it reads, and ends when there is no more. It is made so by the
/// argument, see [`be_a_member`].
fn member() -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(crate::MEMBER);
    Ok(command)
}

/// What such a process does: to the end of its input, which comes at the latest when its parent is gone.
pub fn be_a_member() {
    let (mut input, mut output, mut byte) = (io::stdin(), io::stdout(), [0]);
    while input.read_exact(&mut byte).is_ok() {
        if output.write_all(&byte).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

fn start(command: &mut Command) -> io::Result<Child> {
    let no_more = |error: io::Error| {
        io::Error::new(error.kind(), format!("no more processes can be had: {error} (see ulimit -u and ulimit -n)"))
    };
    command.spawn().map_err(no_more)
}

fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    let mut command = member()?;
    command.stdin(Stdio::null()).stdout(Stdio::null()); // there is nothing to pass on: it ends at once
    while stopwatch.wants_more() {
        let begin = Instant::now();
        let processes = (0..BATCH).map(|_| start(&mut command)).collect::<io::Result<Vec<_>>>()?;
        for mut process in processes {
            process.wait()?;
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    Ok(())
}

fn socket_hop(ring: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let (mut first, mut last) = sockets::pair()?;
    let mut processes = Vec::new();
    for _ in 0..ring {
        let (to, next) = sockets::pair()?;
        let from = mem::replace(&mut last, next);
        let mut command = member()?;
        command.stdin(sockets::as_stdio(from)?).stdout(sockets::as_stdio(to)?);
        processes.push(start(&mut command)?);
    }
    let mut byte = [0];
    while stopwatch.wants_more() {
        let begin = Instant::now();
        first.write_all(&byte)?;
        last.read_exact(&mut byte)?;
        stopwatch.add(ring + 1, begin.elapsed());
    }
    drop(first); // the first process ends, and so the second, and so on
    processes.iter_mut().try_for_each(|process| process.wait().map(|_| ()))
}

fn keep(count: usize) -> io::Result<u64> {
    let mut command = member()?;
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut processes = (0..count).map(|_| start(&mut command)).collect::<io::Result<Vec<_>>>()?;
    for process in &mut processes {
        // When a byte has come back, all of it is there.
        process.stdin.as_mut().ok_or_else(broken)?.write_all(b"?")?;
        process.stdout.as_mut().ok_or_else(broken)?.read_exact(&mut [0])?;
    }
    let pids: Vec<u32> = processes.iter().map(Child::id).collect();
    let bytes = memory::private_bytes(&pids);
    for process in &mut processes {
        drop(process.stdin.take());
        process.wait()?;
    }
    bytes
}
