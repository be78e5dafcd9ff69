//! Refused by the compiler: two threads may change `counter` at the same time.

use std::thread;

fn main() {
    let mut counter = 0;
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| counter += 1);
        }
    });
    println!("{counter}");
}
