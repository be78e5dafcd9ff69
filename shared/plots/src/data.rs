//! What is to be drawn.

/// One or more plots under each other, with a title over them and text under them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What it shows, in a few words.
    pub title: String,
    /// What is to be seen, in a sentence or two, for those who cannot see it.
    pub description: String,
    /// The plots, from top to bottom.
    pub panels: Vec<Panel>,
    /// Paragraphs under the plots.
    pub text: Vec<String>,
}

/// A plot of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    /// Lines on two logarithmic axes.
    Lines(LinePlot),
    /// Horizontal bars on a logarithmic axis.
    Bars(BarPlot),
}

/// Several series on two logarithmic axes.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePlot {
    /// What is plotted, in a few words.
    pub heading: String,
    /// The axis from left to right.
    pub x: Scale,
    /// The axis from the bottom up.
    pub y: Scale,
    /// The series. One keeps its colour and its mark from plot to plot as long as it keeps its place here, so a series without points
    /// belongs in it, too.
    pub series: Vec<Series>,
}

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What stands beside its line.
    pub name: String,
    /// Its points, from left to right. Those that are not above zero on both axes are left out.
    pub points: Vec<(f64, f64)>,
}

impl Series {
    /// A series with its name.
    pub fn new(name: &str, points: Vec<(f64, f64)>) -> Series {
        Series { name: name.to_owned(), points }
    }
}

/// Horizontal bars on a logarithmic axis.
#[derive(Clone, Debug, PartialEq)]
pub struct BarPlot {
    /// What is plotted, in a few words.
    pub heading: String,
    /// The axis from left to right.
    pub scale: Scale,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
}

/// A bar, its label and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What stands to the left of it.
    pub label: String,
    /// How long it is, in the unit of the scale. Zero, or less: there is no bar, but a label and a text.
    pub value: f64,
    /// What stands to the right of it.
    pub text: String,
    /// The least and the most that were measured.
    pub spread: Option<(f64, f64)>,
}

/// What an axis counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What is counted, in a word or two: `tasks`.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
}

impl Scale {
    /// A scale with its name.
    pub fn new(name: &str, unit: Unit) -> Scale {
        Scale { name: name.to_owned(), unit }
    }
}

/// What values are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things: 1, 10, 1,000.
    Count,
    /// Nanoseconds, shown as 1 us, 10 ms, 1 s.
    Time,
    /// Bytes, shown as 1 kB, 10 MB (1 MB = 1,000,000 bytes).
    Size,
    /// A part of a whole, from 0 to 1, shown as 1%, 10%, 100%.
    Share,
}
