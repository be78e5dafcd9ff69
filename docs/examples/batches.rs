//! A thread for each tiny piece of work, and a thread for each batch of them.
//!
//! Run it with `cargo run --release -p book_examples --example batches`.
//! Its chapter: `docs/src/slower.md`.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

// ANCHOR: batches
/// What is around the work costs more than the work.
fn a_thread_each(numbers: &[u64]) -> u64 {
    thread::scope(|scope| {
        let spawn = |n: &u64| {
            let n = *n;
            scope.spawn(move || work(n))
        };
        let threads: Vec<_> = numbers.iter().map(spawn).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

/// The same work, and as many threads as there are batches.
fn a_thread_for_each_batch(numbers: &[u64], batches: usize) -> u64 {
    let size = numbers.len().div_ceil(batches).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = numbers
            .chunks(size)
            .map(|batch| scope.spawn(move || batch.iter().map(|n| work(*n)).sum::<u64>()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}
// ANCHOR_END: batches

/// Stands in for something that takes a microsecond or so.
fn work(number: u64) -> u64 {
    (0..1_000).fold(number, |sum, step| black_box(sum ^ step))
}

fn main() {
    let numbers: Vec<u64> = (0..1_000).collect();
    let batches = thread::available_parallelism().map_or(2, usize::from);

    let begin = Instant::now();
    let sum = a_thread_each(&numbers);
    println!("a thread each: {:?}", begin.elapsed());

    let begin = Instant::now();
    assert_eq!(sum, a_thread_for_each_batch(&numbers, batches));
    println!("{batches} batches: {:?}", begin.elapsed());
}
