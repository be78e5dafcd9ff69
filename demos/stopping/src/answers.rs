//! Async tasks that wait for an answer, and stop waiting: a time limit, the first of two.

use crate::note_stopped;
use std::time::{Duration, Instant};
use timing::{Demo, Task};
use tokio::runtime::Builder;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

// ANCHOR: answer
/// Asks a server, and waits for its answer. A slow server takes ten times as long.
async fn answer(task: &mut Task, is_slow: bool) {
    if is_slow {
        task.wait_again(); // under way, and waiting for longer than `--wait` says
        sleep(task.wait * 10).await;
    } else {
        task.begin(); // under way
        sleep(task.wait).await;
    }
}
// ANCHOR_END: answer

// ANCHOR: time_limit
/// Waits for an answer, but no longer than `limit`: every second server is slow. Returns
/// by how much the limit was overrun, where it was.
async fn ask_in_time(mut task: Task, limit: Duration) -> Duration {
    let begin = Instant::now();
    let is_slow = task.id % 2 == 1;
    match timeout(limit, answer(&mut task, is_slow)).await {
        Ok(()) => {
            task.compute(); // there is an answer: compute with it
            Duration::ZERO
        }
        Err(_) => begin.elapsed().saturating_sub(limit), // wait and task are dropped
    }
}

/// A time limit for each task.
pub fn time_limit(demo: &Demo) {
    demo.drops_on_purpose();
    let limit = demo.workload().wait * 2 + Duration::from_millis(1);
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let overrun = runtime.block_on(async {
        let mut tasks = JoinSet::new();
        demo.tasks().for_each(|task| drop(tasks.spawn(ask_in_time(task, limit))));
        let mut most = Duration::ZERO;
        while let Some(overrun) = tasks.join_next().await {
            most = most.max(overrun.unwrap_or_default()); // an error is a panic
        }
        most
    });
    drop(runtime);
    if !overrun.is_zero() {
        note_stopped(demo, overrun, "after its time limit, at most");
    }
}
// ANCHOR_END: time_limit

// ANCHOR: first_of_two
/// Waits for an answer. Of each two servers one is slow.
async fn ask(mut task: Task) -> Task {
    let is_slow = [1, 2].contains(&(task.id % 4));
    answer(&mut task, is_slow).await;
    task
}

/// Asks two servers the same, takes the answer that comes first, and stops the other
/// task. Says how long that took.
async fn ask_both(one: Task, other: Option<Task>) -> Duration {
    let mut both = JoinSet::new();
    both.spawn(ask(one));
    other.map(|other| both.spawn(ask(other)));
    let first = both.join_next().await;
    let asked = Instant::now();
    both.shutdown().await; // aborts what is left, and waits until it is gone
    let stopped_after = asked.elapsed();
    yield_now().await; // computing takes the thread: let the others stop theirs first
    if let Some(Ok(mut task)) = first {
        task.compute();
    }
    stopped_after
}

/// The first of two answers.
pub fn first_of_two(demo: &Demo) {
    demo.drops_on_purpose();
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let stopped_after = runtime.block_on(async {
        let mut pairs = JoinSet::new();
        let mut tasks = demo.tasks();
        while let Some(one) = tasks.next() {
            pairs.spawn(ask_both(one, tasks.next()));
        }
        let mut most = Duration::ZERO;
        while let Some(stopped_after) = pairs.join_next().await {
            most = most.max(stopped_after.unwrap_or_default()); // an error is a panic
        }
        most
    });
    drop(runtime);
    note_stopped(demo, stopped_after, "after the first answer was there, at most");
}
// ANCHOR_END: first_of_two
