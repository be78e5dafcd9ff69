//! Figures of runs: for the terminal, for documents (SVG), and as a trace for other programs.

mod axis;
mod paint;
pub mod svg;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod trace;

pub use terminal::Style;
