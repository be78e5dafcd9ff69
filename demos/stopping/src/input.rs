//! Worker processes that end when their input does: after the order that they are at.

use crate::{WORKERS, ask_to_stop, note_records, note_stopped};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, Builder};
use std::time::Duration;
use timing::{Demo, Record, Task, WorkOrder};

#[derive(Serialize, Deserialize)]
struct Order {
    task: usize,
    wait: Duration,
    work: WorkOrder,
}

// ANCHOR: worker
/// In a worker process: at the end of the input this loop ends, but not within an order.
pub fn work() -> io::Result<()> {
    timing::finish_with_parent(); // where the parent is gone, there is nothing to finish
    for line in io::stdin().lines() {
        let order: Order = serde_json::from_str(&line?)?;
        let mut record = Task::in_worker(order.task, order.wait, order.work);
        record.begin();
        thread::sleep(record.wait);
        record.compute();
        writeln!(io::stdout(), "{}", serde_json::to_string(&record.into_record())?)?;
    }
    Ok(())
}
// ANCHOR_END: worker

// ANCHOR: parent
/// In the parent: a worker process, its input while it is open, and the record it is at.
struct Worker {
    process: Child,
    orders: Option<ChildStdin>,
    record: Option<Task>,
}

impl Worker {
    /// Starts one. A thread waits for its answers; `None` comes after the last of them.
    fn start(
        number: usize,
        answers: Sender<(usize, Option<String>)>,
    ) -> io::Result<Worker> {
        let mut command = Command::new(env::current_exe()?); // this program again
        command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let (orders, record) = (process.stdin.take(), None);
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Builder::new().spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = answers.send((number, Some(line)));
            }
            let _ = answers.send((number, None));
        })?;
        Ok(Worker { process, orders, record })
    }

    /// Gives it the next record of the queue. Where there is none, closes its input.
    fn ask(&mut self, queue: &mut VecDeque<Task>) -> io::Result<()> {
        self.record = queue.pop_front();
        let Some(task) = &self.record else {
            self.orders = None;
            return Ok(());
        };
        let work = task.work_for(self.process.id());
        let order = Order { task: task.id, wait: task.wait, work };
        let mut orders = self.orders.as_ref().unwrap();
        writeln!(orders, "{}", serde_json::to_string(&order)?)
    }

    /// Takes its answer. Returns whether the record is saved.
    fn answered(&mut self, answer: Option<String>) -> io::Result<bool> {
        let record = answer.map(|line| serde_json::from_str::<Record>(&line));
        match (record, self.record.take()) {
            (Some(Ok(done)), Some(task)) => {
                task.done_by_worker(done);
                Ok(true)
            }
            (_, Some(task)) => {
                self.process.kill()?; // it has died, or talks nonsense
                let how = self.process.wait()?.to_string();
                task.failed_by_worker(self.process.id(), &how);
                Ok(false)
            }
            (_, None) => Ok(false), // it has ended, as it was to
        }
    }
}

/// Starts the workers, and stops them in the middle of their work.
pub fn run(demo: &Demo) {
    let mut queue: VecDeque<Task> = demo.tasks().collect();
    let (send, answers) = channel();
    let mut workers: Vec<Worker> = Vec::new();
    for number in 0..WORKERS.min(queue.len()) {
        match Worker::start(number, send.clone()) {
            Ok(worker) => workers.push(worker),
            Err(error) => {
                let task = queue.pop_front().unwrap(); // the one that it was to take
                task.fail(&format!("no process could be started for it: {error}"));
                break;
            }
        }
    }
    drop(send); // only their threads have it now: no answer comes after the last of them
    for worker in &mut workers {
        demo.worker_started(worker.process.id());
        let _ = worker.ask(&mut queue); // an error: it has died, which its thread tells
    }

    // When each worker could have saved one, and is in the middle of the next...
    let mut saved = 0;
    while saved < WORKERS {
        let Ok((number, answer)) = answers.recv() else { break };
        if let Ok(true) = workers[number].answered(answer) {
            saved += 1;
            let _ = workers[number].ask(&mut queue);
        }
    }
    thread::sleep(demo.workload().wait / 2);
    // ...they are to stop.
    let asked = ask_to_stop(demo);
    workers.iter_mut().for_each(|worker| worker.orders = None); // this closes the input
    for (number, answer) in answers {
        saved += usize::from(workers[number].answered(answer).unwrap_or(false));
    }
    for worker in &mut workers {
        let _ = worker.process.wait();
    }
    note_records(demo, demo.workload().tasks - queue.len(), saved);
    note_stopped(demo, asked.elapsed(), "after it was asked to");
}
// ANCHOR_END: parent
