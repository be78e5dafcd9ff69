// refused: your 6 requests ran one after the other
use std::thread;
use workshop::Task;

fn ask_all(requests: &[Task]) {
    for request in requests {
        thread::scope(|scope| {
            scope.spawn(|| request.wait());
        });
    }
}
