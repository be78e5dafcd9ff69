// refused: wait 0 was still under way when your function returned
use std::thread;
use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    thread::spawn(move || kettle.wait());
    toaster.wait();
}
