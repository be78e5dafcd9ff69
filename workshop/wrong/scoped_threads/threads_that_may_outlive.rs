// refused: error[E0521]: borrowed data escapes outside of function
use std::thread;
use workshop::Task;

fn ask_all(requests: &[Task]) {
    let threads: Vec<_> =
        requests.iter().map(|request| thread::spawn(|| request.wait())).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
