//! The order in which to measure, the median of measurements, and the line through them, for the tools that measure.

#![forbid(unsafe_code)]

/// The median of measurements, and the least and the most of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The one in the middle; of an even number, the mean of the two in the middle.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// Of these; `None` where there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let upper = *sorted.get(middle)?;
        let median = if sorted.len() % 2 == 1 { upper } else { f64::midpoint(sorted[middle - 1], upper) };
        Some(Spread { median, least: sorted[0], most: sorted[sorted.len() - 1] })
    }
}

/// The median alone; `None` where there are no values.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    Spread::of(values).map(|spread| spread.median)
}

/// The slope of the straight line that fits `points` best: the line from which the squares of their vertical distances are
/// least (<https://en.wikipedia.org/wiki/Simple_linear_regression>). `None` where the points do not stand over two places at
/// least.
///
/// The slope of memory over counts is what one more of them takes: what the program takes in any case is the same at every
/// count, and does not tilt the line.
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    // Measured from the means: the squares of large numbers that hardly differ would swallow the differences.
    let together: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    (spread > 0.0).then(|| together / spread)
}

/// In which order to measure `count` things in a round: forwards in even rounds, backwards in odd ones, and each time beginning
/// further on. So nothing is always first, and nothing always comes after the same other.
pub fn order_of_round(count: usize, round: usize) -> Vec<usize> {
    let forwards = (0..count).map(|place| (place + round) % count);
    if round.is_multiple_of(2) { forwards.collect() } else { forwards.rev().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_round_has_all_in_another_order() {
        let orders: Vec<Vec<usize>> = (0..4).map(|round| order_of_round(5, round)).collect();
        for (round, one) in orders.iter().enumerate() {
            let mut sorted = one.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            assert!(!orders[..round].contains(one));
        }
        assert_eq!(order_of_round(3, 1), [0, 2, 1], "the second begins further on, and goes backwards");
        assert!(order_of_round(0, 3).is_empty());
    }

    #[test]
    fn the_middle_and_both_ends() {
        assert_eq!(Spread::of([]), None);
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Some(Spread { median: 2.0, least: 1.0, most: 3.0 }));
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), Some(Spread { median: 2.5, least: 1.0, most: 4.0 }));
        assert_eq!(median([2.0, 1.0]), Some(1.5));
    }

    #[test]
    fn without_two_places_there_is_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 5.0)]), None);
        assert_eq!(slope(&[(3.0, 5.0), (3.0, 9.0)]), None);
        assert_eq!(slope(&[(1.0, 5.0), (3.0, 9.0)]), Some(2.0));
    }

    /// Anscombe's first quartet, whose line is known: y = 3.00 + 0.500 x
    /// (F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27, 1973).
    #[test]
    fn a_known_line_is_found() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let points: Vec<_> = x.into_iter().zip(y).collect();
        assert!((slope(&points).unwrap() - 0.5001).abs() < 5e-5);
    }

    /// The sum of the squares of the distances from the best line that has this slope.
    fn misfit(points: &[(f64, f64)], slope: f64) -> f64 {
        let rest: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
        let mean = rest.iter().sum::<f64>() / rest.len() as f64;
        rest.iter().map(|rest| (rest - mean).powi(2)).sum()
    }

    proptest! {
        /// What makes it the best line: any other slope fits no better.
        #[test]
        fn no_other_slope_fits_better(
            points in prop::collection::vec((0u32..1_000, 0u32..1_000_000), 2..20),
            other in -10_000.0..10_000.0,
        ) {
            let points: Vec<(f64, f64)> = points.into_iter().map(|(x, y)| (x.into(), y.into())).collect();
            if let Some(best) = slope(&points) {
                let least = misfit(&points, best);
                for other in [other, best + 0.1, best - 0.1] {
                    prop_assert!(misfit(&points, other) >= least * (1.0 - 1e-9), "{other} fits better than {best}");
                }
            }
        }

        /// Two megabytes more or less in every process are not what one task takes.
        #[test]
        fn what_is_there_in_any_case_does_not_count(each in 0u32..100_000, in_any_case in 0u32..2_000_000_000, step in 1usize..20_000) {
            let points: Vec<(f64, f64)> = (1..=5)
                .map(|number| (number * step) as f64)
                .map(|count| (count, f64::from(in_any_case) + f64::from(each) * count))
                .collect();
            let found = slope(&points).unwrap();
            prop_assert!((found - f64::from(each)).abs() <= 1e-3, "{found}");
        }

        #[test]
        fn the_median_has_as_many_above_as_below(samples in prop::collection::vec(-1e9..1e9, 1..30)) {
            let median = median(samples.iter().copied()).unwrap();
            let below = samples.iter().filter(|sample| **sample < median).count();
            let above = samples.iter().filter(|sample| **sample > median).count();
            prop_assert!(below <= samples.len() / 2 && above <= samples.len() / 2);
        }
    }
}
