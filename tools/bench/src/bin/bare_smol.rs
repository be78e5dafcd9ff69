//! What `demo_async_smol` does, without a record of it: the same executor, the same tasks, the same timer.
//! `bench` sets the two side by side. Run it with how many tasks there are and how many milliseconds they sleep.

#[path = "../bare.rs"]
mod bare;

use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

fn main() {
    let (tasks, wait) = bare::arguments();
    let begin = Instant::now();
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let spawn = |_| executor.spawn(async move { smol::Timer::after(wait).await });
        let tasks: Vec<_> = (0..tasks).map(spawn).collect();
        for task in tasks {
            let _ = AssertUnwindSafe(task).catch_unwind().await;
        }
    }));
    bare::report(begin.elapsed());
}
