//! The time axis.

/// Marks for an axis of `axis_ns`, about `wanted` of them at most, at round moments: each with the moment and its label.
/// Only the last one carries the unit's name, as all share it.
pub fn ticks(axis_ns: u64, wanted: usize) -> Vec<(u64, String)> {
    let wanted = wanted.max(1) as u64;
    let mut step = 1;
    'found: loop {
        for factor in [1, 2, 5] {
            if axis_ns / (step * factor) <= wanted {
                step *= factor;
                break 'found;
            }
        }
        step *= 10;
    }
    let (unit_ns, unit) = match step {
        1_000_000_000.. => (1_000_000_000, "s"),
        1_000_000.. if axis_ns >= 10_000_000_000 => (1_000_000_000, "s"),
        1_000_000.. => (1_000_000, "ms"),
        1_000.. => (1_000, "us"),
        _ => (1, "ns"),
    };
    let count = axis_ns / step;
    let label = |moment: u64| {
        let value = moment as f64 / unit_ns as f64;
        if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
    };
    (0..=count)
        .map(|place| {
            let moment = place * step;
            (moment, if place == count { format!("{} {unit}", label(moment)) } else { label(moment) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_at_round_moments() {
        let labels = |axis_ns, wanted| ticks(axis_ns, wanted).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(201_000_000, 5), ["0", "50", "100", "150", "200 ms"]);
        assert_eq!(labels(2_004_000_000, 4), ["0", "500", "1000", "1500", "2000 ms"]);
        assert_eq!(labels(0, 4), ["0 ns"]);
    }

    proptest! {
        #[test]
        fn marks_rise_within_the_axis(axis_ns in 0u64..86_400_000_000_000, wanted in 1usize..20) {
            let marks = ticks(axis_ns, wanted);
            prop_assert!(marks.len() <= wanted + 1);
            prop_assert!(marks.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(marks.last().unwrap().0 <= axis_ns);
        }
    }
}
