//! A row of a table: one figure of one contestant, with all its measurements and the target that it has.

use timing::report::sentences::show_size;
use timing::workload::show_duration;

/// What a figure counts, and so how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds, shown as such with one decimal.
    Nanoseconds,
    /// Nanoseconds, shown in the unit that fits.
    Time,
    /// Bytes.
    Bytes,
    /// A part of 1, or a multiple of something else.
    Ratio,
}

impl Unit {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Nanoseconds | Unit::Time => "ns",
            Unit::Bytes => "bytes",
            Unit::Ratio => "ratio",
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Unit::Nanoseconds => format!("{value:.1} ns"),
            Unit::Time => show_duration(value.max(0.0) as u64),
            Unit::Bytes => show_size(value.max(0.0) as u64),
            Unit::Ratio => format!("{value:.3}"),
        }
    }
}

/// What a figure is to be, by its median.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Target {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Target::AtLeast(least) => value >= least,
            Target::AtMost(most) => value <= most,
        }
    }
}

/// One figure of one contestant.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was done, and what of it this figure tells.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// What it counts.
    pub unit: Unit,
    /// The measurements, one a round.
    pub samples: Vec<f64>,
    /// What it is to be, where something was asked for.
    pub target: Option<Target>,
}

impl Row {
    /// A row without a target.
    pub fn new(what: impl Into<String>, who: impl Into<String>, unit: Unit, samples: Vec<f64>) -> Row {
        Row { what: what.into(), who: who.into(), unit, samples, target: None }
    }

    /// The same with a target, except in a smoke run, whose figures mean nothing.
    pub fn target(self, target: Target, smoke: bool) -> Row {
        Row { target: (!smoke).then_some(target), ..self }
    }

    /// The measurement in the middle; of an even number, the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        statistics::median(self.samples.iter().copied()).unwrap_or(f64::NAN)
    }

    /// The smallest measurement.
    pub fn least(&self) -> f64 {
        self.samples.iter().copied().fold(f64::NAN, f64::min)
    }

    /// The largest measurement.
    pub fn most(&self) -> f64 {
        self.samples.iter().copied().fold(f64::NAN, f64::max)
    }

    /// Whether the median meets the target, where there is one.
    pub fn is_met(&self) -> Option<bool> {
        self.target.map(|target| target.is_met_by(self.median()))
    }

    /// What a table shows of it: who, median, spread, target, and whether that was met.
    pub fn cells(&self) -> [String; 5] {
        let target = match self.target {
            None => String::new(),
            Some(Target::AtLeast(value)) => format!(">= {}", self.unit.show(value)),
            Some(Target::AtMost(value)) => format!("<= {}", self.unit.show(value)),
        };
        let met = match self.is_met() {
            None => "",
            Some(true) => "met",
            Some(false) => "missed",
        };
        let spread = format!("{} .. {}", self.unit.show(self.least()), self.unit.show(self.most()));
        [self.who.clone(), self.unit.show(self.median()), spread, target, met.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(samples: &[f64]) -> Row {
        Row::new("what", "who", Unit::Ratio, samples.to_vec())
    }

    #[test]
    fn median_and_spread() {
        let odd = row(&[3.0, 1.0, 2.0]);
        assert_eq!((odd.median(), odd.least(), odd.most()), (2.0, 1.0, 3.0));
        assert_eq!(row(&[4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert!(row(&[]).median().is_nan());
    }

    #[test]
    fn a_target_is_met_or_missed_by_the_median() {
        let met = |target| row(&[0.5, 0.9, 0.95]).target(target, false).is_met();
        assert_eq!(met(Target::AtLeast(0.9)), Some(true));
        assert_eq!(met(Target::AtLeast(0.91)), Some(false));
        assert_eq!(met(Target::AtMost(0.9)), Some(true));
        assert_eq!(met(Target::AtMost(0.89)), Some(false));
        assert_eq!(row(&[1.0]).target(Target::AtMost(0.5), true).is_met(), None);
        assert_eq!(row(&[]).target(Target::AtMost(1.0), false).is_met(), Some(false));
    }

    #[test]
    fn cells_are_in_the_unit_of_the_figure() {
        let row = Row::new("span", "us", Unit::Nanoseconds, vec![49.96]).target(Target::AtMost(80.0), false);
        assert_eq!(row.cells(), ["us", "50.0 ns", "50.0 ns .. 50.0 ns", "<= 80.0 ns", "met"]);
        let row = Row::new("run", "us", Unit::Time, vec![1.2e9]).target(Target::AtMost(1e9), false);
        assert_eq!(row.cells()[1..], ["1.20 s", "1.20 s .. 1.20 s", "<= 1.00 s", "missed"]);
    }
}
