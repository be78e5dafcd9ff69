use std::thread;
use workshop::Task;

fn ask_all(requests: &[Task]) {
    thread::scope(|scope| {
        let threads: Vec<_> =
            requests.iter().map(|request| scope.spawn(move || request.wait())).collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}
