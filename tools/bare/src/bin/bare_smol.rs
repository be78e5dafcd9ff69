//! What `demo_async_smol` does, without a record of it: the same executor, the same tasks, the same timer.
//! `bench` and `versus_python` run it, with how many tasks there are and how many milliseconds they sleep: `bare_smol 1000 200`.

use bare::Clocks;
use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;

// ANCHOR: bare
fn main() {
    let (tasks, wait) = bare::arguments();
    let clocks = Clocks::start();
    let executor = smol::LocalExecutor::new();
    let ended = smol::block_on(executor.run(async {
        let spawn = |_| executor.spawn(async move { smol::Timer::after(wait).await });
        let tasks: Vec<_> = (0..tasks).map(spawn).collect();
        let mut ended = 0;
        for task in tasks {
            ended += usize::from(AssertUnwindSafe(task).catch_unwind().await.is_ok());
        }
        ended
    }));
    clocks.report(ended);
}
// ANCHOR_END: bare
