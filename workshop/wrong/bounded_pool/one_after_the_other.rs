// refused: your 8 jobs ran one after the other
use std::thread;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let _ = workers;
    thread::spawn(move || jobs.iter().map(Job::run).collect()).join().unwrap()
}
