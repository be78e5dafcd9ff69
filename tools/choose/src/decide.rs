//! The decision: the simplest model whose time is within a tenth of the best.

use crate::models::Model;
use crate::predict::Estimate;

// ANCHOR: within
/// A simpler model may take so many times what the fastest takes.
pub const WITHIN: f64 = 1.10;
// ANCHOR_END: within

/// Where what is more or less likely leaves open whether the advice takes more than this many times the best, there is more to measure.
const SURE_WITHIN: f64 = 1.15;
/// A simpler model is out once it takes surely more than this many times the best. Closer to [`WITHIN`] than that, noise would decide.
const SURELY_OUT: f64 = 1.05;

/// The advice among these: the simplest that takes at most [`WITHIN`] times what the best is likely to take. `None` where there
/// are none.
pub fn simplest_within(candidates: &[(Model, Estimate)]) -> Option<Model> {
    let best = fastest(candidates)?.1.likely;
    candidates.iter().filter(|(_, estimate)| estimate.likely <= WITHIN * best).map(|(model, _)| *model).min()
}

/// The one that is likely to be the fastest. `None` where there are none.
pub fn fastest(candidates: &[(Model, Estimate)]) -> Option<&(Model, Estimate)> {
    candidates.iter().min_by(|one, other| one.1.likely.total_cmp(&other.1.likely))
}

/// Whether a model can no longer be the advice, nor the fastest: even its lower bound is behind the upper bound of another.
pub fn is_behind(estimate: &Estimate, candidates: &[(Model, Estimate)]) -> bool {
    let surely = candidates.iter().map(|(_, other)| other.high).fold(f64::INFINITY, f64::min);
    estimate.low > WITHIN * surely
}

/// Whether more runs would hardly change the advice for the better.
pub fn is_settled(candidates: &[(Model, Estimate)]) -> bool {
    let (Some(advised), Some(best)) = (simplest_within(candidates), fastest(candidates)) else { return false };
    let Some((_, advice)) = candidates.iter().find(|(model, _)| *model == advised) else { return false };
    let others = candidates.iter().filter(|(model, _)| *model != advised);
    let is_good_enough = |other: &Estimate| advice.high <= SURE_WITHIN * other.low;
    let is_out = |model: Model, other: &Estimate| model > advised || other.low > SURELY_OUT * best.1.likely;
    advice.high.is_finite() && others.into_iter().all(|(model, other)| is_good_enough(other) && is_out(*model, other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn about(likely: f64) -> Estimate {
        Estimate { low: 0.98 * likely, likely, high: 1.02 * likely }
    }

    #[test]
    fn the_simpler_wins_where_it_is_as_fast() {
        let all = |walls: [f64; 8]| Model::ALL.into_iter().zip(walls.map(about)).collect::<Vec<_>>();
        // ANCHOR: decision
        let equal = all([1.0; 8]);
        assert_eq!(simplest_within(&equal), Some(Model::Sequential));
        assert_eq!(simplest_within(&equal[1..]), Some(Model::Rayon));
        let threads_almost = all([99.0, 99.0, 1.09, 9.0, 1.0, 1.0, 1.0, 5.0]);
        assert_eq!(simplest_within(&threads_almost), Some(Model::Thread));
        let threads_not_quite = all([99.0, 99.0, 1.11, 9.0, 1.0, 1.0, 1.0, 5.0]);
        assert_eq!(simplest_within(&threads_not_quite), Some(Model::AsyncTokio));
        // ANCHOR_END: decision
        assert_eq!(simplest_within(&[]), None);
    }

    #[test]
    fn it_is_settled_when_the_bounds_are_narrow_enough() {
        let of = |low, likely, high| Estimate { low, likely, high };
        let settled = |simple, fast| is_settled(&[(Model::Sequential, simple), (Model::Rayon, fast)]);
        assert!(settled(about(1.0), about(1.0)), "as fast, and simpler");
        assert!(settled(about(2.0), about(1.0)), "far behind");
        assert!(!settled(of(1.0, 2.0, 3.0), of(0.9, 1.0, 1.1)), "the simpler one may be as fast");
        assert!(!settled(of(0.9, 1.0, 1.4), of(0.9, 1.0, 1.1)), "the simpler one may be far behind");
        assert!(!is_settled(&[]));
        let unmeasured = Estimate { low: 1.0, likely: 1.0, high: f64::INFINITY };
        assert!(!is_settled(&[(Model::Rayon, unmeasured)]), "nothing was measured");
    }

    #[test]
    fn one_that_cannot_win_is_behind() {
        let candidates = [(Model::Sequential, about(3.0)), (Model::Rayon, about(1.0))];
        assert!(is_behind(&candidates[0].1, &candidates));
        assert!(!is_behind(&candidates[1].1, &candidates));
        assert!(!is_behind(&about(1.1), &candidates));
    }

    fn estimates() -> impl Strategy<Value = Vec<(Model, Estimate)>> {
        let estimate = (1.0f64..100.0, 0.0f64..0.5, 0.0f64..0.5).prop_map(|(likely, less, more)| Estimate {
            low: likely * (1.0 - less),
            likely,
            high: likely * (1.0 + more),
        });
        proptest::collection::vec(proptest::option::of(estimate), 8).prop_map(|drawn| {
            let present = Model::ALL.into_iter().zip(drawn);
            present.filter_map(|(model, estimate)| Some((model, estimate?))).collect()
        })
    }

    proptest! {
        #[test]
        fn advice_is_one_of_those_within_a_tenth_and_the_simplest_of_them(candidates in estimates()) {
            let Some(advised) = simplest_within(&candidates) else {
                prop_assert!(candidates.is_empty());
                return Ok(());
            };
            let best = candidates.iter().map(|(_, estimate)| estimate.likely).fold(f64::INFINITY, f64::min);
            let likely = |model| candidates.iter().find(|(found, _)| *found == model).unwrap().1.likely;
            prop_assert!(likely(advised) <= WITHIN * best);
            for (model, estimate) in &candidates {
                prop_assert!(*model >= advised || estimate.likely > WITHIN * best, "{model:?} is simpler than {advised:?}");
            }
        }

        #[test]
        fn advice_is_never_behind_and_what_is_settled_is_good_enough(candidates in estimates()) {
            let Some(advised) = simplest_within(&candidates) else { return Ok(()) };
            let of = |model| candidates.iter().find(|(found, _)| *found == model).unwrap().1;
            if is_settled(&candidates) {
                for (_, estimate) in &candidates {
                    prop_assert!(of(advised).high <= SURE_WITHIN * estimate.high * 1.000_001 || estimate == &of(advised));
                }
            }
            prop_assert!(!is_behind(&of(advised), &candidates));
        }
    }
}
