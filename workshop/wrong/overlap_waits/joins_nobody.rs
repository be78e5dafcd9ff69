// refused: each wait ends once before your function returns
use std::thread;
use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    thread::spawn(move || kettle.wait());
    thread::spawn(move || toaster.wait());
}
