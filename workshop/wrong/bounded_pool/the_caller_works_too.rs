// refused: at most 4 of your 8 jobs were under way at once
use std::sync::Mutex;
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let results = Mutex::new(vec![0; jobs.len()]);
    let queue = Mutex::new(jobs.into_iter().enumerate());
    let next = || queue.lock().unwrap().next();
    let work = || {
        while let Some((number, job)) = next() {
            let result = job.run();
            results.lock().unwrap()[number] = result;
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
        work();
    });
    results.into_inner().unwrap()
}
