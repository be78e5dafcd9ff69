//! The CPU work that tasks do: a fixed number of matrix multiplications, whose result can be checked.
//!
//! The work is fixed, never "until the clock says so": work that stops at a given time would hide contention, and
//! every way of running it would look equally fast.
//!
//! A task starts with a matrix that is made from its number and multiplies it, again and again, by one fixed matrix.
//! The result of `n` multiplications can be known beforehand with about `2 log2(n)` of them, by squaring, so each
//! task's result is checked and no step can be skipped unnoticed. Arithmetic is modulo 2^32, hence exact.

use crate::platform::{moment, thread_cpu_ns};
use std::time::Duration;

const SIDE: usize = 16;
type Matrix = [[u32; SIDE]; SIDE];

/// How long a step of a computation is meant to take: after each one the clocks are read.
const STEP: Duration = Duration::from_micros(100);

/// How fast this machine multiplies, found by trying.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// CPU time that one multiplication takes, in nanoseconds.
    pub multiplication_ns: f64,
}

impl Speed {
    /// Multiplies for some 60 ms and takes the median over short batches.
    pub fn measure() -> Speed {
        const BATCHES: usize = 15;
        let clock = || thread_cpu_ns().unwrap_or_else(moment);
        let mut matrix = seed(0);
        let mut batches = Vec::with_capacity(BATCHES);
        let mut a_batch = 64;
        while batches.len() < BATCHES {
            let begin = clock();
            for _ in 0..a_batch {
                matrix = multiply(&FACTOR, &matrix);
            }
            let took = clock() - begin;
            if took < 1_000_000 {
                a_batch *= 2; // too short to be exact: also what warms the core up
                continue;
            }
            batches.push(took as f64 / a_batch as f64);
        }
        std::hint::black_box(matrix);
        batches.sort_by(f64::total_cmp);
        Speed { multiplication_ns: batches[BATCHES / 2] }
    }

    /// The amount of work that takes `compute` of CPU time.
    pub fn work(self, compute: Duration) -> Work {
        let multiplications = |time: Duration| (time.as_nanos() as f64 / self.multiplication_ns).round() as u64;
        Work {
            multiplications: if compute.is_zero() { 0 } else { multiplications(compute).max(1) },
            a_step: multiplications(STEP).max(1),
        }
    }
}

/// An amount of CPU work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How many multiplications there are to do.
    pub multiplications: u64,
    /// How many of them make one step.
    pub a_step: u64,
}

impl Work {
    /// What it takes to know the results of this work beforehand.
    pub fn expected(self) -> Expected {
        Expected { power: (self.multiplications > 0).then(|| power(&FACTOR, self.multiplications)) }
    }
}

/// Knows the result that each task must come to.
pub struct Expected {
    power: Option<Matrix>,
}

impl Expected {
    /// The result of task `task`; 0 where there is nothing to compute.
    pub fn of(&self, task: usize) -> u64 {
        self.power.as_ref().map_or(0, |power| digest(&multiply(power, &seed(task))))
    }
}

/// The work of one task, under way.
pub struct Computation {
    work: Work,
    done: u64,
    matrix: Matrix,
}

impl Computation {
    /// Sets up the computation of task `task`.
    pub fn new(task: usize, work: Work) -> Self {
        Computation { work, done: 0, matrix: seed(task) }
    }

    /// Does one step. Returns whether there is more to do.
    pub fn step(&mut self) -> bool {
        let until = self.work.multiplications.min(self.done + self.work.a_step);
        for _ in self.done..until {
            self.matrix = multiply(&FACTOR, &self.matrix);
        }
        self.done = until;
        self.done < self.work.multiplications
    }

    /// The result so far, as one number.
    pub fn result(&self) -> u64 {
        digest(&self.matrix)
    }
}

/// The fixed matrix: a lower triangular one times an upper triangular one, with ones on both diagonals, so that its determinant is 1.
/// Powers of a matrix with an even determinant would soon be all zeros modulo 2^32, and a skipped step would not show. The
/// other numbers are unordered, by the multiplier of Knuth's multiplicative hashing, 2^32 / the golden ratio.
const FACTOR: Matrix = {
    let (mut lower, mut upper) = ([[0; SIDE]; SIDE], [[0; SIDE]; SIDE]);
    let mut value = 1u32;
    let mut place = 0;
    while place < SIDE * SIDE {
        let (row, column) = (place / SIDE, place % SIDE);
        value = value.wrapping_mul(0x9E37_79B1).wrapping_add(0x7F4A_7C15);
        if row > column {
            lower[row][column] = value;
        } else if row < column {
            upper[row][column] = value;
        } else {
            lower[row][column] = 1;
            upper[row][column] = 1;
        }
        place += 1;
    }
    let mut product = [[0u32; SIDE]; SIDE];
    place = 0;
    while place < SIDE * SIDE {
        let (row, column) = (place / SIDE, place % SIDE);
        let mut i = 0;
        while i < SIDE {
            product[row][column] = product[row][column].wrapping_add(lower[row][i].wrapping_mul(upper[i][column]));
            i += 1;
        }
        place += 1;
    }
    product
};

fn seed(task: usize) -> Matrix {
    let mut value = task as u32;
    std::array::from_fn(|_| {
        std::array::from_fn(|_| {
            value = value.wrapping_mul(0x9E37_79B1).wrapping_add(1);
            value
        })
    })
}

#[inline(never)]
fn multiply(left: &Matrix, right: &Matrix) -> Matrix {
    let mut product = [[0u32; SIDE]; SIDE];
    for (row, sums) in left.iter().zip(&mut product) {
        for (&factor, right_row) in row.iter().zip(right) {
            for (sum, &value) in sums.iter_mut().zip(right_row) {
                *sum = sum.wrapping_add(factor.wrapping_mul(value));
            }
        }
    }
    product
}

fn power(base: &Matrix, mut exponent: u64) -> Matrix {
    let mut result: Matrix = std::array::from_fn(|row| std::array::from_fn(|column| u32::from(row == column)));
    let mut square = *base;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(&result, &square);
        }
        square = multiply(&square, &square);
        exponent >>= 1;
    }
    result
}

/// FNV-1a over the numbers of the matrix (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn digest(matrix: &Matrix) -> u64 {
    matrix
        .iter()
        .flatten()
        .fold(0xCBF2_9CE4_8422_2325, |hash, &value| (hash ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(task: usize, work: Work) -> u64 {
        let mut computation = Computation::new(task, work);
        while computation.step() {}
        computation.result()
    }

    #[test]
    fn the_product_is_the_product() {
        let (left, right) = (seed(3), seed(4));
        let product = multiply(&left, &right);
        for row in 0..SIDE {
            for column in 0..SIDE {
                let sum = (0..SIDE).fold(0u32, |sum, i| sum.wrapping_add(left[row][i].wrapping_mul(right[i][column])));
                assert_eq!(product[row][column], sum);
            }
        }
    }

    #[test]
    fn every_task_comes_to_the_result_known_beforehand() {
        for multiplications in [1, 2, 7, 64, 1_001] {
            let work = Work { multiplications, a_step: 10 };
            let expected = work.expected();
            for task in [0, 1, 9, 123_456] {
                assert_eq!(run(task, work), expected.of(task), "task {task}, {multiplications} multiplications");
            }
        }
    }

    #[test]
    fn a_skipped_multiplication_or_another_tasks_result_is_noticed() {
        // What a computation comes to is also what is expected of it, which is sooner known.
        for multiplications in [1, 100, 1_000, 10_000, 1_000_000_000] {
            let work = Work { multiplications, a_step: 10 };
            let expected = work.expected();
            for skipped in [1, 2, 64].into_iter().filter(|skipped| *skipped < multiplications) {
                let less = Work { multiplications: multiplications - skipped, ..work };
                assert_ne!(less.expected().of(5), expected.of(5), "{skipped} of {multiplications} skipped");
            }
            assert_ne!(expected.of(6), expected.of(5));
        }
    }

    #[test]
    fn the_fixed_matrix_is_made_of_unordered_numbers_and_loses_nothing() {
        // Elimination takes it apart again, into what is below the diagonal and what is above.
        let mut rest = FACTOR;
        let mut numbers = Vec::new();
        for pivot in 0..SIDE {
            assert_eq!(rest[pivot][pivot], 1, "all pivots are 1, and so is the determinant");
            let pivot_row = rest[pivot];
            numbers.extend(&pivot_row[pivot + 1..]);
            for row in rest.iter_mut().skip(pivot + 1) {
                let factor = row[pivot];
                numbers.push(factor);
                for (value, &above) in row.iter_mut().zip(&pivot_row) {
                    *value = value.wrapping_sub(factor.wrapping_mul(above));
                }
            }
        }
        assert_eq!(numbers.len(), SIDE * SIDE - SIDE);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), SIDE * SIDE - SIDE, "no number is there twice");
        assert!(!numbers.contains(&0));
        // Unordered: about half of all bits are set.
        let bits: u32 = numbers.iter().map(|number| number.count_ones()).sum();
        assert!((3_500..4_200).contains(&bits), "{bits} of {}", 32 * numbers.len());
    }

    #[test]
    fn every_bit_of_a_matrix_counts_for_its_digest() {
        let whole = seed(7);
        for (row, column) in [(0, 0), (7, 9), (SIDE - 1, SIDE - 1)] {
            for bit in 0..32 {
                let mut other = whole;
                other[row][column] ^= 1 << bit;
                assert_ne!(digest(&other), digest(&whole), "bit {bit} of {row}, {column}");
            }
        }
    }

    #[test]
    fn a_computation_goes_in_steps_and_nothing_comes_to_nothing() {
        let mut computation = Computation::new(3, Work { multiplications: 25, a_step: 10 });
        assert_eq!([computation.step(), computation.step(), computation.step()], [true, true, false]);
        assert_eq!(computation.done, 25);
        let mut whole = Computation::new(3, Work { multiplications: 20, a_step: 10 });
        assert_eq!([whole.step(), whole.step()], [true, false], "the second step is the last");
        assert_eq!(Work { multiplications: 0, a_step: 10 }.expected().of(3), 0);
    }

    #[test]
    fn the_speed_is_what_a_multiplication_takes() {
        let clock = || thread_cpu_ns().unwrap_or_else(moment);
        let measured = Speed::measure().multiplication_ns;
        let (begin, count) = (clock(), 1_000);
        let mut computation = Computation::new(1, Work { multiplications: count, a_step: count });
        computation.step();
        let ratio = (clock() - begin) as f64 / count as f64 / measured;
        assert!((0.2..5.0).contains(&ratio), "{ratio} times {measured} ns");
    }

    #[test]
    fn work_grows_with_the_time_asked_for() {
        let speed = Speed { multiplication_ns: 2_000.0 };
        assert_eq!(speed.work(Duration::ZERO).multiplications, 0);
        assert_eq!(speed.work(Duration::from_nanos(1)).multiplications, 1);
        assert_eq!(speed.work(Duration::from_millis(10)), Work { multiplications: 5_000, a_step: 50 });
    }
}
