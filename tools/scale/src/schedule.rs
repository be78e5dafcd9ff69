//! Which numbers of tasks are run: by doubling, and where time is short, only every other of them, or fewer.

/// 1, 2, 4 and so on up to `most`, which is the last.
pub fn doublings(most: u64) -> Vec<u64> {
    let powers = (0..u64::BITS).map(|power| 1u64 << power).take_while(|tasks| *tasks < most);
    powers.chain([most]).collect()
}

/// How far apart the steps of large runs can be: every one, every second and so on. The last is always among them.
pub const STRIDES: [usize; 5] = [1, 2, 4, 8, 64];

/// Whether the count at `place` of `count` is run where only every `stride`th is, counted from the last.
pub fn is_run(place: usize, count: usize, stride: usize) -> bool {
    (count - 1 - place).is_multiple_of(stride)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_double_up_to_the_most() {
        assert_eq!(doublings(1), [1]);
        assert_eq!(doublings(64), [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!(doublings(100), [1, 2, 4, 8, 16, 32, 64, 100]);
        let million = doublings(1_000_000);
        assert_eq!((million.len(), million[19], million[20]), (21, 524_288, 1_000_000));
    }

    #[test]
    fn the_last_is_always_run() {
        for stride in STRIDES {
            assert!(is_run(20, 21, stride));
        }
        let run = |stride| (0..21).filter(|place| is_run(*place, 21, stride)).collect::<Vec<_>>();
        assert_eq!(run(4), [0, 4, 8, 12, 16, 20]);
        assert_eq!(run(64), [20]);
        assert_eq!(run(1).len(), 21);
    }
}
