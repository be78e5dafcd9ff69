// refused: your 8 jobs ran one after the other
use std::sync::Mutex;
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let results = Mutex::new(vec![0; jobs.len()]);
    let queue = Mutex::new(jobs.into_iter().enumerate());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                // The guard lives as long as the body of the loop.
                while let Some((number, job)) = queue.lock().unwrap().next() {
                    let result = job.run();
                    results.lock().unwrap()[number] = result;
                }
            });
        }
    });
    results.into_inner().unwrap()
}
