//! Chance that repeats itself: the same number in gives the same number out, on every machine.

/// Scrambles a number (the finisher of SplitMix64).
pub fn hash(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A number from 0 up to, not including, 1.
pub fn chance(number: u64) -> f32 {
    (hash(number) >> 40) as f32 / (1 << 24) as f32
}
