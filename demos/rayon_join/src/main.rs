//! Work stealing: a merge sort splits its numbers in two again and again with
//! `rayon::join`. A thread that has nothing to do takes a half from another one.
//! Every task sorts a piece. Where two halves meet, the left one's task merges them.
//!
//! Run it with `just demo-rayon-join`, or `cargo run --release -p demo_rayon_join`.
//! Its chapter: `docs/src/rayon_join.md`.

mod merge_sort;
mod numbers;

use merge_sort::{Tally, end, sort};
use numbers::{NUMBERS, NUMBERS_IF_NOT_GIVEN, more_than_memory_holds, random, sum};
use rayon::ThreadPoolBuilder;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use timing::{Demo, Task};

// ANCHOR: main
fn main() -> ExitCode {
    let demo = Demo::builder("rayon_join")
        .by_default("--tasks 16 --wait 0 --by thread")
        .flags(&[NUMBERS])
        .without_compute("here the tasks sort, and --numbers says how much")
        .workers(|workload| workload.cores)
        .waits_for_io() // no clock knows when the half that a task waits for is sorted
        .refuses(more_than_memory_holds)
        .start();
    let tasks: Vec<Task> = demo.tasks().collect();
    if tasks.is_empty() {
        return demo.report(); // Ctrl-C came already
    }
    let mut numbers = random(demo.number("numbers").unwrap_or(NUMBERS_IF_NOT_GIVEN));
    let mut spare = vec![0; numbers.len()];
    let sum_before = sum(&numbers);
    let pieces = (0..demo.workers()).map(|_| AtomicU64::new(0)).collect();
    let tally = Tally { stolen: AtomicU64::new(0), pieces };

    let sort_and_check = || {
        let mut last = sort(tasks, &mut numbers, &mut spare, &tally);
        last.work();
        if numbers.is_sorted() && sum(&numbers) == sum_before {
            end(last);
        } else {
            last.fail("the numbers are not in order, or not the same as before");
        }
    };
    let pool = ThreadPoolBuilder::new().num_threads(demo.workers());
    // Makes the pool's threads, and joins them at the end.
    let _ = pool.build_scoped(|thread| thread.run(), |pool| pool.install(sort_and_check));

    note(&demo, &tally);
    demo.report()
}
// ANCHOR_END: main

fn note(demo: &Demo, tally: &Tally) {
    let pieces: Vec<u64> =
        tally.pieces.iter().map(|pieces| pieces.load(Ordering::Relaxed)).collect();
    let most = pieces.iter().max().copied().unwrap_or(0);
    let each = pieces.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    demo.note(
        "pieces_most",
        most,
        &format!("Pieces that the threads of the pool sorted, thread by thread: {each}."),
    );
    let (stolen, halves) =
        (tally.stolen.load(Ordering::Relaxed), demo.workload().tasks - 1);
    demo.note(
        "halves_stolen",
        stolen,
        &format!(
            "Right halves that were stolen, done by another thread than the one that \
             made them: {stolen} of {halves}."
        ),
    );
}
