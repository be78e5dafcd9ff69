//! Which numbers of tasks are run: by doubling, and where time is short, only every other of them, or fewer.

/// 1, 2, 4 and so on up to `most`, which is the last.
pub fn doublings(most: u64) -> Vec<u64> {
    let powers = (0..u64::BITS).map(|power| 1u64 << power).take_while(|tasks| *tasks < most);
    powers.chain([most]).collect()
}

/// How far apart the counts of the first pass are: every fourth doubling, counted from the last.
const FIRST: usize = 4;

/// The counts in passes, each from few to many: every fourth, with the last among them; then those in the middle between them; then
/// the others. However soon there is no more time, what was run is spread over all counts.
pub fn passes(counts: &[u64]) -> Vec<Vec<u64>> {
    let is_run = |place: usize, stride: usize| (counts.len() - 1 - place).is_multiple_of(stride);
    let pass = |stride: usize| {
        let places = (0..counts.len()).filter(|place| is_run(*place, stride));
        places.filter(|place| stride == FIRST || !is_run(*place, 2 * stride)).map(|place| counts[place]).collect()
    };
    [FIRST, FIRST / 2, 1].map(pass).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_double_up_to_the_most() {
        assert_eq!(doublings(1), [1]);
        assert_eq!(doublings(64), [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!(doublings(100), [1, 2, 4, 8, 16, 32, 64, 100]);
        let million = doublings(1_000_000);
        assert_eq!((million.len(), million[19], million[20]), (21, 524_288, 1_000_000));
    }

    #[test]
    fn the_first_pass_spans_all_and_the_others_fill_it() {
        let passes = passes(&doublings(1_000_000));
        assert_eq!(passes[0], [1, 16, 256, 4_096, 65_536, 1_000_000]);
        assert_eq!(passes[1], [4, 64, 1_024, 16_384, 262_144]);
        assert_eq!(passes[2].len(), 10);
    }

    proptest! {
        #[test]
        fn every_count_is_in_one_pass(most in 1u64..10_000_000) {
            let counts = doublings(most);
            let passes = passes(&counts);
            prop_assert_eq!(passes[0].last(), counts.last());
            let mut all = passes.concat();
            all.sort_unstable();
            prop_assert_eq!(all, counts);
        }
    }
}
