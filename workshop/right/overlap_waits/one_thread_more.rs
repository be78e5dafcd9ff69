use std::thread;
use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    let kettle = thread::spawn(move || kettle.wait());
    toaster.wait(); // the thread that we have can wait, too
    kettle.join().unwrap();
}
