//! A few threads that take jobs from a queue, as in `demo_thread_pool`.

use super::{Cost, Kept, Model, broken};
use crate::memory::{self, AN_HOUR};
use crate::stopwatch::Stopwatch;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, Builder, JoinHandle};
use std::time::Instant;

pub const MODEL: Model = Model {
    name: "thread_pool",
    task: "a job for one of a few threads",
    create: Cost::Measured("1,000 queued, all heard of", create),
    hop: Cost::Measured("a job queues the next, ends", hop),
    socket_hop: Cost::None("a job that waits keeps its thread, and is one"),
    memory: Cost::Measured("RSS, 20,000 .. 100,000 queued", Kept { step: 20_000, keep }),
};

const BATCH: usize = 1_000;

type Job = Box<dyn FnOnce() + Send>;

struct Pool {
    queue: Sender<Job>,
    workers: Vec<JoinHandle<()>>,
}

impl Pool {
    /// A worker for each core that may be used.
    fn start() -> io::Result<Pool> {
        let (queue, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let worker = |_| {
            let jobs = Arc::clone(&jobs);
            Builder::new().spawn(move || {
                while let Some(job) = next(&jobs) {
                    job();
                }
            })
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = (0..cores).map(worker).collect::<io::Result<Vec<_>>>()?;
        Ok(Pool { queue, workers })
    }

    fn run(&self, job: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.queue.send(Box::new(job)).map_err(|_| broken())
    }

    /// Closes the queue and waits for the workers.
    fn end(self) -> io::Result<()> {
        drop(self.queue);
        self.workers.into_iter().try_for_each(JoinHandle::join).map_err(|_| broken())
    }
}

/// Waits for a job. Only one worker waits at the queue; the others wait for their turn to do so.
fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().ok()?.recv().ok()
}

fn create(stopwatch: &mut Stopwatch) -> io::Result<()> {
    let pool = Pool::start()?;
    let (done, all_done) = channel();
    while stopwatch.wants_more() {
        let begin = Instant::now();
        for _ in 0..BATCH {
            let done = done.clone();
            pool.run(move || done.send(()).unwrap_or_default())?;
        }
        for _ in 0..BATCH {
            all_done.recv().map_err(|_| broken())?;
        }
        stopwatch.add(BATCH, begin.elapsed());
    }
    pool.end()
}

fn hop(jobs: usize, stopwatch: &mut Stopwatch) -> io::Result<()> {
    let pool = Pool::start()?;
    let (done, all_done) = channel();
    while stopwatch.wants_more() {
        let begin = Instant::now();
        pool.run(queue_next(jobs, pool.queue.clone(), done.clone()))?;
        all_done.recv().map_err(|_| broken())?;
        stopwatch.add(jobs, begin.elapsed());
    }
    pool.end()
}

/// A job that puts the next one into the queue, and so on, until none are `left`.
fn queue_next(left: usize, queue: Sender<Job>, done: Sender<()>) -> Job {
    Box::new(move || {
        if left == 0 {
            let _ = done.send(());
        } else {
            let _ = queue.send(queue_next(left - 1, queue.clone(), done));
        }
    })
}

fn keep(count: usize) -> io::Result<u64> {
    let pool = Pool::start()?;
    for _ in &pool.workers {
        pool.run(|| {
            memory::one_more_waits();
            thread::sleep(AN_HOUR);
        })?;
    }
    while memory::waiting() < pool.workers.len() {
        thread::yield_now();
    }
    // No worker is free any more.
    let (done, _all_done) = channel::<()>();
    for _ in 0..count {
        let done = done.clone();
        pool.run(move || done.send(()).unwrap_or_default())?;
    }
    memory::resident_bytes()
}
