// refused: your 2 waits ran one after the other
use std::thread;
use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    thread::spawn(move || kettle.wait()).join().unwrap();
    thread::spawn(move || toaster.wait()).join().unwrap();
}
