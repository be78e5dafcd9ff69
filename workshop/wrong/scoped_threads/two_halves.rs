// refused: at most 2 of your 6 requests were under way at once
use std::thread;
use workshop::Task;

fn ask_all(requests: &[Task]) {
    let (left, right) = requests.split_at(requests.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| left.iter().for_each(Task::wait));
        scope.spawn(|| right.iter().for_each(Task::wait));
    });
}
