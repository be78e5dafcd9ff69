// refused: waits 0 and 1 were not begun
use workshop::Task;

fn breakfast(_kettle: Task, _toaster: Task) {
    println!("2 waits, both under way at once");
}
