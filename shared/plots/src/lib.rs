//! Draws measurements on logarithmic axes: lines of what grows with the number of tasks, and bars of what one of each kind costs.
//! Both can be drawn as an SVG, which follows the reader's choice of light or dark, and as text for a terminal.
//!
//! Data flows one way: [`data`] (what is to be drawn) → `axis` (where a value stands, and which values have marks) → [`svg`] and
//! [`terminal`] (how it looks), which share a `palette`.
//!
//! A logarithmic axis has no place for zero, nor for anything below it: such values are left out, and a plot that nothing is left
//! of says so.
//!
//! ```
//! use plots::{LinePlot, Panel, Scale, Series, Unit};
//!
//! let wall = LinePlot {
//!     heading: "Wall time".to_owned(),
//!     x: Scale::new("tasks", Unit::Count),
//!     y: Scale::new("wall", Unit::Time),
//!     series: vec![Series::new("thread", vec![(1.0, 1.001e9), (1000.0, 1.05e9)])],
//! };
//! let figure = plots::Figure {
//!     title: "How far threads go".to_owned(),
//!     description: "Wall time by the number of tasks.".to_owned(),
//!     panels: vec![Panel::Lines(wall)],
//!     text: vec![],
//! };
//! assert!(plots::svg::draw(&figure).starts_with("<svg"));
//! ```

#![forbid(unsafe_code)]

mod axis;
pub mod data;
mod palette;
pub mod svg;
pub mod terminal;

pub use data::{Bar, BarPlot, Figure, LinePlot, Panel, Scale, Series, Unit};
