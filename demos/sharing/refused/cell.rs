//! Refused by the compiler: a `Cell` can be changed through a shared reference, but it is
//! not made for more than one thread.

use std::cell::Cell;
use std::thread;

fn main() {
    let counter = Cell::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| counter.set(counter.get() + 1));
        }
    });
    println!("{}", counter.get());
}
