//! What `demo_async_tokio` does, without a record of it: the same runtime, the same tasks, the same sleep.
//! `bench` sets the two side by side. Run it with how many tasks there are and how many milliseconds they sleep.

#[path = "../bare.rs"]
mod bare;

use std::time::Instant;
use tokio::runtime::Builder;

fn main() {
    let (tasks, wait) = bare::arguments();
    let begin = Instant::now();
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let spawn = |_| tokio::spawn(async move { tokio::time::sleep(wait).await });
        let tasks: Vec<_> = (0..tasks).map(spawn).collect();
        for task in tasks {
            let _ = task.await;
        }
    });
    bare::report(begin.elapsed());
}
