//! A cancellation that loses no data.
//!
//! Several workers take records from one queue and save them, each one at a time. A worker
//! may be cancelled: its future is dropped at the `.await` where it is, and no line after it
//! runs. The record that it had in hand is then in no queue, and not saved. Let no record
//! get lost: put what was not saved back into the queue, or have it saved after all. But
//! never let one be saved twice. Only what is dropped with the future can still do something:
//! look up `Drop`.
//!
//! Read first: docs/src/stopping.md. This takes about 20 minutes.

use std::sync::Arc;

// TODO: let no record get lost when this is cancelled.
async fn work(queue: Arc<Queue>) {
    loop {
        let Some(record) = queue.lock().unwrap().pop_front() else { return };
        record.save().await;
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A record. It is saved when `save` is over; dropped before, that has saved nothing.
struct Record(workshop::Task);

impl Record {
    async fn save(&self) {
        self.0.wait_async().await;
    }
}

/// The records that nobody has in hand.
type Queue = std::sync::Mutex<std::collections::VecDeque<Record>>;

fn queue(scene: &workshop::Scene) -> Arc<Queue> {
    let records = scene.tasks().into_iter().map(Record).collect();
    Arc::new(Queue::new(records))
}

/// The numbers of the records in a queue, sorted.
fn numbers(queue: &Queue) -> Vec<usize> {
    let mut numbers: Vec<usize> =
        queue.lock().unwrap().iter().map(|record| record.0.number()).collect();
    numbers.sort();
    numbers
}

/// Lets some workers work, and cancels them after so many milliseconds. The second after is
/// there to see what still happens.
async fn work_for(queue: &Arc<Queue>, workers: usize, milliseconds: u64) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        tasks.spawn(work(Arc::clone(queue)));
    }
    tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
    tasks.shutdown().await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::on_tokio_clock("record", &[100; 6]);
        let queue = queue(&scene);
        let seen = workshop::on_tokio(async {
            work_for(&queue, 2, 150).await;
            scene.seen()
        });
        let (mut saved, left) = (seen.ended(), numbers(&queue));
        saved.sort();
        println!(
            "Cancelled after 150 ms. Saved: {saved:?}; in the queue: {left:?}\n\n{seen}"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::{Queue, numbers, queue, work, work_for};
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::time::{sleep, timeout};
    use workshop::{Scene, Seen, on_tokio};

    /// Each record is saved, or in the queue.
    fn check_nothing_is_lost(seen: &Seen, queue: &Queue) {
        let (saved, left) = (seen.ended(), numbers(queue));
        let times = |record: &usize| {
            let is_it = |other: &&usize| *other == record;
            saved.iter().filter(is_it).count() + left.iter().filter(is_it).count()
        };
        let lost: Vec<usize> =
            (0..seen.count()).filter(|record| times(record) == 0).collect();
        seen.expect(
            lost.is_empty(),
            format!("lost, neither saved nor in the queue: {}.", seen.named(&lost)),
            "what a cancelled worker had in hand is in the queue again, or is saved after all.",
        );
        let twice: Vec<usize> =
            (0..seen.count()).filter(|record| times(record) > 1).collect();
        seen.expect(
            twice.is_empty(),
            format!(
                "saved twice, or saved and still in the queue: {}.",
                seen.named(&twice)
            ),
            "each record is saved once, and then it is in the queue no more.",
        );
    }

    #[test]
    fn nothing_is_lost_when_workers_are_aborted() {
        workshop::test(|| {
            let scene = Scene::on_tokio_clock("record", &[100; 8]);
            let queue = queue(&scene);
            on_tokio(async {
                work_for(&queue, 3, 150).await;
                check_nothing_is_lost(&scene.seen(), &queue);
                work_for(&queue, 2, 5_000).await;
                let seen = scene.seen();
                check_nothing_is_lost(&seen, &queue);
                let left = numbers(&queue);
                seen.expect(
                    left.is_empty(),
                    format!("{} left for ever.", seen.named(&left)),
                    "workers go on until the queue is empty.",
                );
            });
        });
    }

    #[test]
    fn each_worker_saves_one_record_at_a_time() {
        workshop::test(|| {
            let scene = Scene::on_tokio_clock("record", &[100; 8]);
            let queue = queue(&scene);
            on_tokio(async {
                work_for(&queue, 3, 5_000).await;
                let seen = scene.seen();
                check_nothing_is_lost(&seen, &queue);
                seen.expect_peak(3);
            });
        });
    }

    #[test]
    fn nothing_is_lost_when_the_future_is_dropped_again_and_again() {
        workshop::test(|| {
            let scene = Scene::on_tokio_clock("record", &[100; 5]);
            let queue = queue(&scene);
            on_tokio(async {
                for _ in 0..5 {
                    let limit = Duration::from_millis(150);
                    let _ = timeout(limit, work(Arc::clone(&queue))).await;
                    sleep(Duration::from_secs(1)).await;
                    check_nothing_is_lost(&scene.seen(), &queue);
                }
            });
        });
    }
}
