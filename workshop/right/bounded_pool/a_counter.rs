use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![0; jobs.len()]);
    thread::scope(|scope| {
        for _ in 0..workers.min(jobs.len()) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(number) else { return };
                    let result = job.run();
                    results.lock().unwrap()[number] = result;
                }
            });
        }
    });
    results.into_inner().unwrap()
}
