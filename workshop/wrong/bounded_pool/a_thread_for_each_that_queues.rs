// refused: your 5 jobs ran on 5 threads
use std::sync::{Condvar, Mutex};
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let free = Mutex::new(workers);
    let given_back = Condvar::new();
    let run = &|job: &Job| {
        let mut places = free.lock().unwrap();
        while *places == 0 {
            places = given_back.wait(places).unwrap();
        }
        *places -= 1;
        drop(places);
        let result = job.run();
        *free.lock().unwrap() += 1;
        given_back.notify_one();
        result
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            jobs.iter().map(|job| scope.spawn(move || run(job))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
