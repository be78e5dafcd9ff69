//! Work stealing: a merge sort splits its numbers in two again and again with
//! `rayon::join`. A thread that has nothing to do takes a half from another one.
//! Every task sorts a piece. Where two halves meet, the left one's task merges them.
//!
//! Run it with `just demo-rayon-join`, or `cargo run --release -p demo_rayon_join`.
//! Its chapter: `docs/src/rayon_join.md`.

use rayon::ThreadPoolBuilder;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use timing::workload::{Flag, Options, Takes, show_count};
use timing::{Demo, Task};

// ANCHOR: sort
/// Sorts the numbers, in as many pieces as there are tasks, and returns the first task:
/// the others have ended. `spare` is as long as `numbers`, and whatever is in it is lost.
fn sort(
    mut tasks: Vec<Task>,
    numbers: &mut [u32],
    spare: &mut [u32],
    tally: &Tally,
) -> Task {
    if tasks.len() == 1 {
        return sort_piece(tasks.remove(0), numbers, tally);
    }
    let middle = numbers.len() / tasks.len() * (tasks.len() / 2);
    let right_tasks = tasks.split_off(tasks.len() / 2);
    let (left, right) = numbers.split_at_mut(middle);
    let (spare_left, spare_right) = spare.split_at_mut(middle);

    // This thread does the left half. The right half is for whoever comes first: another
    // thread that has nothing to do (then it was stolen), or this one when it gets there.
    // (`rayon::join` is the same without the word on whether it was stolen.)
    let (mut task, ()) = rayon::join_context(
        |_| sort(tasks, left, spare_left, tally),
        |context| {
            if context.migrated() {
                tally.stolen.fetch_add(1, Ordering::Relaxed);
            }
            end(sort(right_tasks, right, spare_right, tally));
        },
    );

    task.work(); // both halves are sorted: the left one's task merges them
    merge(left, right, spare);
    numbers.copy_from_slice(spare);
    task.wait_again(); // for the half on its right
    task
}

fn sort_piece(mut task: Task, numbers: &mut [u32], tally: &Tally) -> Task {
    let this_thread = rayon::current_thread_index().unwrap_or(0);
    tally.pieces[this_thread].fetch_add(1, Ordering::Relaxed);
    task.begin();
    thread::sleep(task.wait); // as if the piece had to be fetched from somewhere
    task.work(); // from here on it computes
    numbers.sort_unstable();
    task.wait_again(); // for the piece on its right
    task
}

/// Puts two halves, each in order, into one. They end together with `merged`.
fn merge(left: &[u32], right: &[u32], merged: &mut [u32]) {
    let (mut l, mut r) = (0, 0);
    for place in merged {
        if r == right.len() || (l < left.len() && left[l] <= right[r]) {
            *place = left[l];
            l += 1;
        } else {
            *place = right[r];
            r += 1;
        }
    }
}
// ANCHOR_END: sort

/// Who took what.
struct Tally {
    /// How many right halves were done by another thread than the one that made them.
    stolen: AtomicU64,
    /// How many pieces each thread has sorted.
    pieces: Vec<AtomicU64>,
}

/// Ends a task. If that panics, as with `--fail panic:3`, its numbers are sorted by then:
/// caught here, the panic ends no other task. Uncaught, `join` would do the other half,
/// and then panic with it, and so on up to `main`: nothing would be merged any more.
fn end(task: Task) {
    let _ = catch_unwind(AssertUnwindSafe(|| task.end()));
}

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

/// What `--numbers` is if it is not given. Unoptimised code sorts far fewer in the time.
const NUMBERS_IF_NOT_GIVEN: usize =
    if cfg!(debug_assertions) { 800_000 } else { 16_000_000 };

const NUMBERS: Flag = Flag {
    name: "numbers",
    takes: Takes::NumberUpTo(50_000_000),
    help: "how many numbers are sorted (16,000,000; 800,000 in a debug build)",
};

/// The numbers, and as many to merge them into.
fn more_than_memory_holds(options: &Options) -> Result<(), String> {
    let numbers = options.number("numbers").unwrap_or(NUMBERS_IF_NOT_GIVEN);
    Vec::<u32>::new().try_reserve_exact(2 * numbers).map_err(|error| {
        format!(
            "--numbers {}: {error} (ulimit -v?); give fewer",
            show_count(numbers as u64)
        )
    })
}

/// So many numbers in no order, the same in every run: a xorshift generator.
fn random(count: usize) -> Vec<u32> {
    let mut state = 1_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    iter::repeat_with(next).take(count).collect()
}

fn sum(numbers: &[u32]) -> u64 {
    numbers.iter().map(|number| u64::from(*number)).sum()
}

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
            "Right halves that were stolen, done by another thread than the one that made \
             them: {stolen} of {halves}."
        ),
    );
}
