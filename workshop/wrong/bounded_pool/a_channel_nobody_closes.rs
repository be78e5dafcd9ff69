// refused: It looks like a deadlock
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let mut results = vec![0; jobs.len()];
    let (queue, waiting) = mpsc::channel();
    let (done, results_come) = mpsc::channel();
    for job in jobs.into_iter().enumerate() {
        queue.send(job).unwrap();
    }
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..workers {
        let (waiting, done) = (Arc::clone(&waiting), done.clone());
        thread::spawn(move || {
            loop {
                let next = waiting.lock().unwrap().recv();
                let Ok((number, job)): Result<(usize, Job), _> = next else { break };
                done.send((number, job.run())).unwrap();
            }
        });
    }
    for (number, result) in results_come {
        results[number] = result; // `done` is here as well, so this never ends
    }
    results
}
