//! What each further task adds, from several counts: the slope of the straight line that fits them best.

/// The slope of the least squares line through points; `None` where fewer than two points differ in x.
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (middle_x, middle_y) = (mean(&|point| point.0), mean(&|point| point.1));
    let apart = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(x, y)| of(x - middle_x, y - middle_y)).sum::<f64>();
    let slope = apart(&|x, y| x * y) / apart(&|x, _| x * x);
    slope.is_finite().then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_that_say_nothing_have_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 2.0)]), None);
        assert_eq!(slope(&[(1.0, 2.0), (1.0, 3.0)]), None);
    }

    /// No other slope leaves less between the line and the points.
    fn left_over(points: &[(f64, f64)], slope: f64) -> f64 {
        let count = points.len() as f64;
        let start = points.iter().map(|(x, y)| y - slope * x).sum::<f64>() / count;
        points.iter().map(|(x, y)| (y - start - slope * x).powi(2)).sum()
    }

    proptest! {
        #[test]
        fn a_line_is_found_again(slope_is in -1e3f64..1e3, start in -1e6f64..1e6, count in 2usize..20) {
            let points: Vec<(f64, f64)> = (0..count).map(|x| x as f64).map(|x| (x, start + slope_is * x)).collect();
            prop_assert!((slope(&points).unwrap() - slope_is).abs() < 1e-6 * (1.0 + slope_is.abs()));
        }

        #[test]
        fn no_other_line_fits_better(points in proptest::collection::vec((0.0f64..1e3, 0.0f64..1e3), 2..10)) {
            if let Some(best) = slope(&points) {
                let least = left_over(&points, best);
                for other in [best - 0.1, best + 0.1, best * 1.5 + 1.0, 0.0] {
                    prop_assert!(left_over(&points, other) >= least - 1e-6 * (1.0 + least));
                }
            }
        }
    }
}
