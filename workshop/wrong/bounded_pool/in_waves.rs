// refused: from 100 ms on, 1 of your 5 jobs was under way, while others had not begun
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let mut results = Vec::new();
    for wave in jobs.chunks(workers) {
        thread::scope(|scope| {
            let threads: Vec<_> =
                wave.iter().map(|job| scope.spawn(|| job.run())).collect();
            results.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
        });
    }
    results
}
