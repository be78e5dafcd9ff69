//! Where a value stands on a logarithmic axis, and which values have marks.

use crate::data::{Bar, BarPlot, LinePlot, Series, Unit};
use std::ops::Range;
use timing::workload::show_count;

/// Nothing is drawn beyond these: 1e-30 and 1e30. No measurement is, and arithmetic on them is safe.
const LOWEST: i32 = -30;
const HIGHEST: i32 = 30;

/// An axis from one round value to another.
#[derive(Clone, Debug, PartialEq)]
pub struct LogAxis {
    /// The logarithms (base 10) of its two ends.
    low: f64,
    high: f64,
    unit: Unit,
}

/// Whether a value has a place on a logarithmic axis.
pub fn has_a_place(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

impl LogAxis {
    /// The shortest axis from a round value to a round one (1, 2 or 5 times a power of ten) that all values have room on. `None` where
    /// there is no value.
    pub fn of(values: impl IntoIterator<Item = f64>, unit: Unit) -> Option<LogAxis> {
        let (least, most) = values
            .into_iter()
            .filter(|value| has_a_place(*value))
            .map(logarithm)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
        if least > most {
            return None;
        }
        let rounds = || round_values(LOWEST - 1, HIGHEST + 1);
        // A hair of room: a value that is round may come out of a logarithm a little beside it.
        let low = rounds().rev().find(|round| *round <= least + 1e-9)?;
        let high = rounds().find(|round| *round >= most - 1e-9 && *round > low)?;
        Some(LogAxis { low, high, unit })
    }

    /// From its first value to its last.
    pub fn range(&self) -> Range<f64> {
        10f64.powf(self.low)..10f64.powf(self.high)
    }

    /// How far along the axis a value is, from 0 to 1.
    pub fn place(&self, value: f64) -> f64 {
        ((logarithm(value) - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Round values, at most `wanted` of them (at least one), from low to high. Powers of ten where there are three or more of them,
    /// otherwise 2 and 5 times those as well.
    pub fn marks(&self, wanted: usize) -> Vec<f64> {
        let inside = |round: &f64| *round >= self.low - 1e-9 && *round <= self.high + 1e-9;
        let decades: Vec<f64> = (LOWEST - 1..=HIGHEST + 1).map(f64::from).filter(inside).collect();
        let all: Vec<f64> = round_values(LOWEST - 1, HIGHEST + 1).filter(inside).collect();
        let marks = if decades.len() >= 3 || (all.len() > wanted && !decades.is_empty()) { decades } else { all };
        let step = marks.len().div_ceil(wanted.max(1)).max(1);
        marks.into_iter().step_by(step).map(|mark| 10f64.powf(mark)).collect()
    }

    /// What stands at a mark.
    pub fn label(&self, mark: f64) -> String {
        show(mark, self.unit)
    }
}

/// A value that has a place, brought to where something is drawn.
pub fn tame(value: f64) -> f64 {
    10f64.powf(logarithm(value))
}

fn logarithm(value: f64) -> f64 {
    value.log10().clamp(f64::from(LOWEST), f64::from(HIGHEST))
}

impl Series {
    /// Its points, without those that have no place.
    pub(crate) fn placed(&self) -> Vec<(f64, f64)> {
        let placed = self.points.iter().filter(|(x, y)| has_a_place(*x) && has_a_place(*y));
        placed.map(|(x, y)| (tame(*x), tame(*y))).collect()
    }
}

impl LinePlot {
    /// Both axes; `None` where there is no point.
    pub(crate) fn axes(&self) -> Option<(LogAxis, LogAxis)> {
        let points: Vec<(f64, f64)> = self.series.iter().flat_map(Series::placed).collect();
        let x = LogAxis::of(points.iter().map(|(x, _)| *x), self.x.unit)?;
        let y = LogAxis::of(points.iter().map(|(_, y)| *y), self.y.unit)?;
        Some((x, y))
    }
}

impl Bar {
    /// The least and the most, where both have a place.
    pub(crate) fn placed_spread(&self) -> Option<(f64, f64)> {
        let (least, most) = self.spread.filter(|(least, most)| has_a_place(*least) && has_a_place(*most))?;
        Some((tame(least.min(most)), tame(least.max(most))))
    }
}

impl BarPlot {
    /// The axis that all bars and their spreads have room on. It begins below the shortest of them: a bar of no length could not be
    /// seen. `None` where there is no bar.
    pub(crate) fn axis(&self) -> Option<LogAxis> {
        let values: Vec<f64> = (self.bars.iter())
            .flat_map(|bar| [Some(bar.value), bar.spread.map(|(least, _)| least), bar.spread.map(|(_, most)| most)])
            .flatten()
            .filter(|value| has_a_place(*value))
            .map(tame)
            .collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        LogAxis::of(values.into_iter().chain([least / 2.0]), self.scale.unit)
    }
}

/// The logarithms of 1, 2 and 5 times the powers of ten from one to another.
fn round_values(from: i32, to: i32) -> impl DoubleEndedIterator<Item = f64> {
    (from..=to).flat_map(|power| [1.0f64, 2.0, 5.0].map(|times| f64::from(power) + times.log10()))
}

/// A round value with its unit.
fn show(value: f64, unit: Unit) -> String {
    let in_one_of = |units: &[(f64, &str)]| {
        let fits = units.iter().rev().find(|(size, _)| value >= size * 0.999);
        let (size, name) = fits.or(units.first()).copied().unwrap_or((1.0, ""));
        format!("{} {name}", number(value / size))
    };
    match unit {
        Unit::Count => number(value),
        Unit::Time => in_one_of(&[(1.0, "ns"), (1e3, "us"), (1e6, "ms"), (1e9, "s")]),
        Unit::Size => in_one_of(&[(1.0, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB")]),
        Unit::Share => format!("{}%", number(100.0 * value)),
    }
}

/// A number with one digit that is not zero, or with few.
fn number(value: f64) -> String {
    match value {
        0.999..1e9 => show_count(value.round() as u64),
        0.000_999..0.999 => format!("{:.3}", value).trim_end_matches('0').to_owned(),
        _ => format!("{value:.0e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(values: &[f64], unit: Unit, wanted: usize) -> Vec<String> {
        let axis = LogAxis::of(values.iter().copied(), unit).unwrap();
        axis.marks(wanted).into_iter().map(|mark| axis.label(mark)).collect()
    }

    #[test]
    fn an_axis_ends_at_round_values() {
        assert_eq!(labels(&[1.0, 1_000_000.0], Unit::Count, 4), ["1", "100", "10,000", "1,000,000"]);
        assert_eq!(labels(&[1.01e9, 30e9], Unit::Time, 9), ["1 s", "2 s", "5 s", "10 s", "20 s", "50 s"]);
        assert_eq!(labels(&[0.02, 1.0], Unit::Share, 9), ["2%", "5%", "10%", "20%", "50%", "100%"]);
        assert_eq!(labels(&[3e3, 2e9], Unit::Size, 9), ["10 kB", "100 kB", "1 MB", "10 MB", "100 MB", "1 GB"]);
        assert_eq!(labels(&[0.5, 2e3], Unit::Time, 9), ["1 ns", "10 ns", "100 ns", "1 us"]);
        assert_eq!(labels(&[0.2, 0.4], Unit::Time, 9), ["0.2 ns", "0.5 ns"]);
        assert_eq!(labels(&[7.0], Unit::Count, 9), ["5", "10"]);
        assert_eq!(labels(&[10.0], Unit::Count, 9), ["10", "20"]);
    }

    #[test]
    fn the_ends_are_at_the_ends_and_decades_are_equally_long() {
        let axis = LogAxis::of([1.0, 1_000.0], Unit::Count).unwrap();
        for (value, place) in [(1.0, 0.0), (10.0, 1.0 / 3.0), (100.0, 2.0 / 3.0), (1_000.0, 1.0), (1e9, 1.0)] {
            assert!((axis.place(value) - place).abs() < 1e-9, "{value}");
        }
    }

    #[test]
    fn what_has_no_place_is_left_out() {
        assert_eq!(LogAxis::of([0.0, -1.0, f64::NAN, f64::INFINITY], Unit::Count), None);
        assert_eq!(LogAxis::of([0.0, 10.0], Unit::Count), LogAxis::of([10.0], Unit::Count));
    }

    proptest! {
        #[test]
        fn values_are_on_the_axis_and_marks_too(values in proptest::collection::vec(any::<f64>(), 1..9), wanted in 0usize..20) {
            let Some(axis) = LogAxis::of(values.iter().copied(), Unit::Size) else {
                prop_assert!(values.iter().all(|value| !has_a_place(*value)));
                return Ok(());
            };
            let Range { start, end } = axis.range();
            prop_assert!(0.0 < start && start < end && end.is_finite());
            let inside = |value: f64| value >= start * (1.0 - 1e-6) && value <= end * (1.0 + 1e-6);
            prop_assert!(values.into_iter().filter(|value| has_a_place(*value)).all(|value| inside(tame(value))));
            let marks = axis.marks(wanted);
            prop_assert!(!marks.is_empty() && marks.len() <= wanted.max(1));
            prop_assert!(marks.iter().all(|mark| inside(*mark)));
            prop_assert!(marks.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
