//! Worker processes: each has memory of its own, so tasks and results travel as messages.
//! A worker that dies takes nothing with it but the task that it was at.
//!
//! Run it with `just demo-multiprocess`, or `cargo run --release -p demo_multiprocess`.
//! Its chapter: `docs/src/multiprocess.md`.

use serde::{Deserialize, Serialize};
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread::{self, Builder};
use std::time::Duration;
use timing::{Demo, Record, Task, WorkOrder};

// ANCHOR: messages
/// What a worker is told. No reference, closure or lock could be in it: what is sent must
/// be serialisable, as the worker shares no memory with us. It answers with a `Record`.
#[derive(Serialize, Deserialize)]
struct Order {
    task: usize,
    wait: Duration,
    work: WorkOrder,
}
// ANCHOR_END: messages

// ANCHOR: worker
/// In a worker process: a line that comes in is an order, one that goes out an answer.
fn work() -> io::Result<()> {
    timing::end_with_parent(); // however the parent ends, so do we
    for line in io::stdin().lines() {
        let order: Order = serde_json::from_str(&line?)?;
        let mut task = Task::in_worker(order.task, order.wait, order.work);
        task.begin(); // now the task is under way
        thread::sleep(task.wait); // this process sleeps; the others go on
        task.compute(); // then it computes: fixed work, checked and recorded
        writeln!(io::stdout(), "{}", serde_json::to_string(&task.into_record())?)?;
    }
    Ok(())
}
// ANCHOR_END: worker

// ANCHOR: parent
/// In the parent: a worker process, and the pipe that its answers come through.
struct Worker {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(demo: &Demo) -> io::Result<Worker> {
        let mut command = Command::new(env::current_exe()?); // this program again
        command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        demo.worker_started(process.id());
        let answers = BufReader::new(process.stdout.take().unwrap());
        Ok(Worker { process, answers })
    }

    fn ask(&mut self, task: &Task) -> io::Result<Record> {
        let work = task.work_for(self.process.id());
        let order = Order { task: task.id, wait: task.wait, work };
        let mut orders = self.process.stdin.as_ref().unwrap();
        writeln!(orders, "{}", serde_json::to_string(&order)?)?;
        let mut answer = String::new();
        (&mut self.answers).take(1 << 24).read_line(&mut answer)?; // no endless answer
        Ok(serde_json::from_str(&answer)?)
    }
}

/// Keeps one worker at work. One that died, or talks nonsense, is replaced.
fn employ(demo: &Demo, next_task: impl Fn() -> Option<Task>) -> io::Result<()> {
    let mut idle: Option<Worker> = None;
    while let Some(task) = next_task() {
        let found = idle.take().map_or_else(|| Worker::start(demo), Ok); // or a new one
        let mut worker = match found {
            Ok(worker) => worker,
            Err(error) => {
                task.fail(&format!("no process could be started for it: {error}"));
                return Err(error);
            }
        };
        match worker.ask(&task) {
            Ok(record) => {
                task.done_by_worker(record);
                idle = Some(worker);
            }
            Err(_) => {
                worker.process.kill()?;
                let how = worker.process.wait()?.to_string();
                task.failed_by_worker(worker.process.id(), &how);
            }
        }
    }
    // `wait` closes the pipe of orders first, and on that the worker ends.
    idle.map_or(Ok(()), |mut worker| worker.process.wait().map(drop))
}

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("worker") {
        return work().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let demo = Demo::with_worker_processes("multiprocess", |workload| {
        if workload.compute.is_zero() { workload.tasks.min(64) } else { workload.cores }
    });
    let queue = Mutex::new(demo.tasks());
    let next_task = || queue.lock().unwrap().next(); // locked only while it takes one
    thread::scope(|scope| {
        for _ in 0..demo.workers() {
            // A thread that does nothing but wait for its worker.
            let _ = Builder::new().spawn_scoped(scope, || employ(&demo, next_task));
        }
    });
    demo.report()
}
// ANCHOR_END: parent
