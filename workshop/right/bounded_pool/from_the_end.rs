use std::sync::Mutex;
use std::thread;

fn run_all(mut jobs: Vec<Job>, workers: usize) -> Vec<u32> {
    let mut results = vec![0; jobs.len()];
    // A job and the place for its result, the last ones first.
    let queue: Vec<(Job, &mut u32)> = jobs.drain(..).zip(&mut results).collect();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(|| work(&queue));
        }
        work(&queue); // this thread is one of the workers
    });
    results
}

fn work(queue: &Mutex<Vec<(Job, &mut u32)>>) {
    loop {
        let Some((job, place)) = queue.lock().unwrap().pop() else { break };
        *place = job.run();
    }
}
