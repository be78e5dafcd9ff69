//! The merge sort: it splits its numbers again and again, and idle threads take halves.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use timing::Task;

// ANCHOR: sort
/// Sorts the numbers, in as many pieces as there are tasks, and returns the first task:
/// the others have ended. `spare` is as long as `numbers`, and whatever is in it is lost.
pub fn sort(
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
pub struct Tally {
    /// How many right halves were done by another thread than the one that made them.
    pub stolen: AtomicU64,
    /// How many pieces each thread has sorted.
    pub pieces: Vec<AtomicU64>,
}

/// Ends a task. If that panics, as with `--fail panic:3`, its numbers are sorted by then:
/// caught here, the panic ends no other task. Uncaught, `join` would do the other half,
/// and then panic with it, and so on up to `main`: nothing would be merged any more.
pub fn end(task: Task) {
    let _ = catch_unwind(AssertUnwindSafe(|| task.end()));
}
