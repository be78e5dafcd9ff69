//! What is to be done: how many tasks, how long each waits, how much each computes; and how a user asks for it.

mod compute;
mod duration;
mod flags;
mod size;

pub use compute::{Computation, Expected, Speed, Work};
pub use duration::{parse_duration, show_duration};
pub use flags::{Color, Fail, FailKind, Flag, Json, Lanes, Options, Program, Takes, UsageError};
pub use size::parse_size;

use std::time::Duration;

/// The most tasks that a run can have. A record of so many takes some 600 MB.
pub const TASKS_MOST: usize = 10_000_000;

/// What every task of a run does, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// How many tasks there are.
    pub tasks: usize,
    /// How long each of them waits.
    pub wait: Duration,
    /// How much CPU time each of them needs after that.
    pub compute: Duration,
    /// How many cores the run may use.
    pub cores: usize,
}

/// A value from 1 up to 1,000 with three digits: `2.04`, `20.4`, `204`.
pub fn show_three_digits(value: f64) -> String {
    let decimals = match value {
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// `1234567` as `1,234,567`.
pub fn show_count(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::show_count;

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (count, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (65_530, "65,530"), (1_234_567, "1,234,567")] {
            assert_eq!(show_count(count), shown);
        }
    }
}
