use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let pool = ThreadPoolBuilder::new().num_threads(workers).build().unwrap();
    pool.install(|| jobs.par_iter().with_max_len(1).map(Job::run).collect())
}
