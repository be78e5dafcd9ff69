//! Calling an async function runs nothing of it. Awaiting the future that it returns does.
//!
//! Run it with `cargo run -p book_examples --example lazy`.
//! Its chapter: `docs/src/async_tokio.md`.

use tokio::runtime::Builder;

// ANCHOR: lazy
async fn greet(name: &str) {
    println!("hello, {name}");
}

async fn run() {
    let first = greet("first"); // nothing is printed: this is only a future
    let second = greet("second");
    second.await; // prints "hello, second"
    first.await; // prints "hello, first"
}
// ANCHOR_END: lazy

fn main() {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(run());
}
