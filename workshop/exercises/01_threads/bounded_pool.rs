//! A pool with a bounded number of workers.
//!
//! `run_all` starts a thread for each job; for ten thousand jobs that would be ten thousand
//! threads. Let no more than `workers` threads share the jobs: each takes a job from a queue,
//! runs it, and takes another one as soon as it is done, until none is left. So `workers`
//! jobs are under way at once, and never more (fewer where there are fewer jobs). The
//! results stand in the order of the jobs, whichever is done first.
//!
//! Read first: docs/src/thread_pool.md. This takes about 20 minutes.

use std::thread;

// TODO: let `workers` threads share the jobs.
fn run_all(jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let _ = workers;
    thread::scope(|scope| {
        let threads: Vec<_> = jobs.iter().map(|job| scope.spawn(|| job.run())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A job that keeps its thread until it is done, and has a result.
struct Job {
    task: workshop::Task,
    result: u32,
}

impl Job {
    fn run(&self) -> u32 {
        self.task.wait();
        self.result
    }
}

fn jobs(scene: &workshop::Scene, results: &[u32]) -> Vec<Job> {
    let job = |(task, &result)| Job { task, result };
    scene.tasks().into_iter().zip(results).map(job).collect()
}

fn main() {
    workshop::run(|| {
        let lengths = [300, 100, 200, 200, 100, 100, 300, 100];
        let scene = workshop::Scene::with_lengths("job", &lengths);
        let results = run_all(jobs(&scene, &[17, 11, 16, 14, 12, 18, 13, 15]), 3);
        println!("The results: {results:?}\n\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::{Scene, Seen};

    fn check_results(seen: &Seen, results: &[u32], wanted: &[u32]) {
        seen.expect(
            results == wanted,
            format!("you returned {results:?}."),
            format!("{wanted:?}: in the order of the jobs, whichever is done first."),
        );
    }

    #[test]
    fn three_workers_share_eight_jobs() {
        workshop::test(|| {
            for wanted in [[17, 11, 16, 14, 12, 18, 13, 15], [5, 8, 1, 2, 9, 4, 7, 3]] {
                let scene =
                    Scene::with_lengths("job", &[300, 100, 200, 200, 100, 100, 300, 100]);
                let results = super::run_all(super::jobs(&scene, &wanted), 3);
                let seen = scene.seen();
                seen.expect_all_ended();
                seen.expect_peak(3);
                check_results(&seen, &results, &wanted);
            }
        });
    }

    #[test]
    fn a_worker_that_is_done_takes_another_job() {
        workshop::test(|| {
            let scene = Scene::with_lengths("job", &[400, 100, 100, 100, 100]);
            super::run_all(super::jobs(&scene, &[1, 2, 3, 4, 5]), 2);
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_kept_busy(2);
            seen.expect(
                seen.threads() <= 2,
                format!("your 5 jobs ran on {} threads.", seen.threads()),
                "2 workers are 2 threads: the same thread runs one job after the other.",
            );
        });
    }

    #[test]
    fn there_may_be_fewer_jobs_than_workers() {
        workshop::test(|| {
            let scene = Scene::with_lengths("job", &[200, 100]);
            let results = super::run_all(super::jobs(&scene, &[21, 22]), 5);
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_peak(2);
            check_results(&seen, &results, &[21, 22]);
        });
    }
}
