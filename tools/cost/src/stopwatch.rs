//! Times batches, and works out what one of each batch took.

use statistics::median;
use std::time::Duration;

/// Collects how long batches took. What is timed stands where it is timed, in a loop that asks [`Stopwatch::wants_more`].
///
/// The first batch, and those that come in the first fifth of the time, warm up caches and clocks and do not count.
pub struct Stopwatch {
    enough: Duration,
    spent: Duration,
    batches: usize,
    each_ns: Vec<f64>,
}

impl Stopwatch {
    /// A stopwatch that wants batches until they have taken `enough` together, and at least two.
    pub fn new(enough: Duration) -> Stopwatch {
        Stopwatch { enough, spent: Duration::ZERO, batches: 0, each_ns: Vec::new() }
    }

    /// Whether another batch is to be timed.
    pub fn wants_more(&self) -> bool {
        self.each_ns.is_empty() || self.spent < self.enough
    }

    /// A batch of `count` took so long.
    pub fn add(&mut self, count: usize, took: Duration) {
        self.spent += took;
        self.batches += 1;
        if self.batches > 1 && self.spent > self.enough / 5 {
            self.each_ns.push(took.as_nanos() as f64 / count as f64);
        }
    }

    /// What one took, in nanoseconds: in the median batch, because a batch in which other programs had the core says nothing.
    pub fn each_ns(&self) -> Option<f64> {
        median(self.each_ns.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn it_wants_batches_until_it_has_enough() {
        let mut stopwatch = Stopwatch::new(10 * MS);
        let mut batches = 0;
        while stopwatch.wants_more() {
            stopwatch.add(1_000, MS);
            batches += 1;
        }
        assert_eq!((batches, stopwatch.each_ns()), (10, Some(1_000.0)));
    }

    #[test]
    fn the_first_batches_do_not_count() {
        let mut stopwatch = Stopwatch::new(10 * MS);
        stopwatch.add(1, 8 * MS); // the first, however long it takes
        assert_eq!(stopwatch.each_ns(), None);
        stopwatch.add(1, MS);
        assert_eq!(stopwatch.each_ns(), Some(1e6));

        let mut stopwatch = Stopwatch::new(100 * MS);
        (0..20).for_each(|_| stopwatch.add(1, MS));
        assert_eq!(stopwatch.each_ns(), None, "a fifth of the time is for warming up");
        stopwatch.add(1, 3 * MS);
        assert_eq!(stopwatch.each_ns(), Some(3e6));
    }

    #[test]
    fn a_batch_that_takes_longer_than_all_is_timed_once_more() {
        let mut stopwatch = Stopwatch::new(MS);
        stopwatch.add(1, 9 * MS);
        assert!(stopwatch.wants_more());
        stopwatch.add(1, 7 * MS);
        assert_eq!((stopwatch.wants_more(), stopwatch.each_ns()), (false, Some(7e6)));
    }
}
