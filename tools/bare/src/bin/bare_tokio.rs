//! What `demo_async_tokio` does, without a record of it: the same runtime, the same tasks, the same sleep.
//! `bench` and `versus_python` run it, with how many tasks there are and how many milliseconds they sleep: `bare_tokio 1000 200`.

use bare::Clocks;
use tokio::runtime::Builder;

// ANCHOR: bare
fn main() {
    let (tasks, wait) = bare::arguments();
    let clocks = Clocks::start();
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let ended = runtime.block_on(async {
        let spawn = |_| tokio::spawn(async move { tokio::time::sleep(wait).await });
        let tasks: Vec<_> = (0..tasks).map(spawn).collect();
        let mut ended = 0;
        for task in tasks {
            ended += usize::from(task.await.is_ok());
        }
        ended
    });
    clocks.report(ended);
}
// ANCHOR_END: bare
