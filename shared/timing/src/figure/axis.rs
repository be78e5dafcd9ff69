//! The time axis.

/// Marks for an axis from `from_ns` to `to_ns`, about `wanted` of them at most, at round moments: each with its distance from the
/// axis's begin and its label. Only the last one carries the unit's name, as all share it.
pub fn ticks(from_ns: u64, to_ns: u64, wanted: usize) -> Vec<(u64, String)> {
    let wanted = wanted.max(1) as u64;
    let mut step = 1;
    'found: loop {
        for factor in [1, 2, 5] {
            if (to_ns - from_ns) / (step * factor) <= wanted {
                step *= factor;
                break 'found;
            }
        }
        step *= 10;
    }
    let (unit_ns, unit) = match step {
        1_000_000_000.. => (1_000_000_000, "s"),
        1_000_000.. if to_ns >= 10_000_000_000 => (1_000_000_000, "s"),
        1_000_000.. => (1_000_000, "ms"),
        1_000.. => (1_000, "us"),
        _ => (1, "ns"),
    };
    let (first, last) = (from_ns.div_ceil(step), to_ns / step);
    let label = |moment: u64| {
        let value = moment as f64 / unit_ns as f64;
        if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
    };
    (first..=last)
        .map(|place| {
            let moment = place * step;
            let unit = if place == last { format!(" {unit}") } else { String::new() };
            (moment - from_ns, format!("{}{unit}", label(moment)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_at_round_moments() {
        let labels =
            |axis_ns, wanted| ticks(0, axis_ns, wanted).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(201_000_000, 5), ["0", "50", "100", "150", "200 ms"]);
        assert_eq!(labels(2_004_000_000, 4), ["0", "500", "1000", "1500", "2000 ms"]);
        assert_eq!(labels(0, 4), ["0 ns"]);
    }

    #[test]
    fn a_window_is_marked_with_the_moments_of_the_run() {
        let marks = ticks(95_000_000, 140_000_000, 2);
        let expected = [(5_000_000, "100"), (25_000_000, "120"), (45_000_000, "140 ms")];
        assert_eq!(marks, expected.map(|(moment, label)| (moment, label.to_owned())));
    }

    proptest! {
        #[test]
        fn marks_rise_within_the_axis(
            from_ns in 0u64..86_400_000_000_000, axis_ns in 0u64..86_400_000_000_000, wanted in 1usize..20
        ) {
            let marks = ticks(from_ns, from_ns + axis_ns, wanted);
            prop_assert!(marks.len() <= wanted + 1);
            prop_assert!(marks.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(marks.iter().all(|mark| mark.0 <= axis_ns));
            prop_assert!(marks.last().is_none_or(|mark| mark.1.contains(' ')));
        }
    }
}
