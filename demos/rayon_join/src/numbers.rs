//! The numbers to sort: how many they are, how they are made, and their sum as a check.

use std::iter;
use timing::workload::{Flag, Options, Takes, show_count};

/// What `--numbers` is if it is not given. Unoptimised code sorts far fewer in the time.
pub const NUMBERS_IF_NOT_GIVEN: usize =
    if cfg!(debug_assertions) { 800_000 } else { 16_000_000 };

/// The flag that says how many numbers are sorted.
pub const NUMBERS: Flag = Flag {
    name: "numbers",
    takes: Takes::NumberUpTo(50_000_000),
    help: "how many numbers are sorted (16,000,000; 800,000 in a debug build)",
};

/// The numbers, and as many to merge them into.
pub fn more_than_memory_holds(options: &Options) -> Result<(), String> {
    let numbers = options.number("numbers").unwrap_or(NUMBERS_IF_NOT_GIVEN);
    Vec::<u32>::new().try_reserve_exact(2 * numbers).map_err(|error| {
        format!(
            "--numbers {}: {error} (ulimit -v?); give fewer",
            show_count(numbers as u64)
        )
    })
}

/// So many numbers in no order, the same in every run: a xorshift generator.
pub fn random(count: usize) -> Vec<u32> {
    let mut state = 1_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    iter::repeat_with(next).take(count).collect()
}

/// All of them added up, which no sorting changes.
pub fn sum(numbers: &[u32]) -> u64 {
    numbers.iter().map(|number| u64::from(*number)).sum()
}
