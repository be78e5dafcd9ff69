// refused: from 200 ms on, 1 of your 5 jobs was under way, while others had not begun
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let share = jobs.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = jobs
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().map(Job::run).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
