//! Horizontal bars on a logarithmic axis.

use super::{cut, faint, heading, marks_line, row};
use crate::axis::{LogAxis, has_a_place};
use crate::data::{Bar, BarPlot};
use timing::figure::Style;
use timing::figure::terminal::{paragraph, wrap};

/// The colour of all bars: that of the fifth series.
const BAR: usize = 4;
/// Where a label, a bar and a text would leave less than this for the bar, label and text have a line of their own above it.
const BAR_LEAST: usize = 16;

/// Draws the plot, or that there is nothing to draw.
pub fn draw(plot: &BarPlot, style: &Style) -> String {
    let mut out = heading(&plot.heading, style);
    if plot.bars.is_empty() {
        return out + &paragraph("Nothing was measured.", style);
    }
    let reach =
        |text: &dyn Fn(&Bar) -> &String| plot.bars.iter().map(|bar| text(bar).chars().count()).max().unwrap_or(0);
    let (label, text) = (reach(&|bar| &bar.label), reach(&|bar| &bar.text));
    let columns = style.width().checked_sub(label + 1 + 1 + text).filter(|columns| *columns >= BAR_LEAST);
    let axis = plot.axis();
    let (before, columns) = columns.map_or((0, style.width()), |columns| (label + 1, columns));
    for bar in &plot.bars {
        let cells = axis.as_ref().map(|axis| cells(bar, axis, columns, style)).unwrap_or_default();
        let drawn = row(&cells, style);
        let gap = if cells.is_empty() { "" } else { " " };
        if before > 0 {
            let line = format!("{:<label$} {drawn}{gap}{}", cut(&bar.label, label), cut(&bar.text, text));
            out.push_str(&format!("{}\n", line.trim_end()));
        } else {
            out.extend(
                wrap(&format!("{}: {}", bar.label, bar.text), style.width()).into_iter().map(|line| line + "\n"),
            );
            if !cells.is_empty() {
                out.push_str(&format!("{drawn}\n"));
            }
        }
    }
    let Some(axis) = axis else { return out };
    let rule: String = std::iter::repeat_n(if style.unicode { '─' } else { '-' }, columns).collect();
    out.push_str(&format!("{:before$}{}\n", "", faint(&rule, style)));
    let line = format!("{:before$}{}", "", marks_line(&axis, columns));
    out.push_str(&format!("{}\n", faint(line.trim_end(), style)));
    out.push_str(&format!("{:>width$}\n", cut(&plot.scale.name, style.width()), width = before + columns));
    out
}

/// A bar: full up to its value, lighter from the least on that was measured, and a line from there to the most.
fn cells(bar: &Bar, axis: &LogAxis, columns: usize, style: &Style) -> Vec<(char, Option<usize>)> {
    let until = |value: f64| ((axis.place(value) * columns as f64).round() as usize).clamp(1, columns);
    let (full, light, line, stop) = if style.unicode { ('█', '▓', '─', '┤') } else { ('#', '=', '-', '|') };
    if !has_a_place(bar.value) {
        return Vec::new();
    }
    let value = until(bar.value);
    let mut cells = vec![(full, Some(BAR)); value];
    if let Some((least, most)) = bar.placed_spread() {
        let (least, most) = (until(least), until(most));
        cells[least.min(value)..].fill((light, Some(BAR)));
        if most > value {
            cells.resize(most - 1, (line, None));
            cells.push((stop, None));
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Scale, Unit};
    use crate::terminal::lines::tests::PLAIN;

    fn plot() -> BarPlot {
        let bar = |label: &str, value: f64, spread| Bar {
            label: label.to_owned(),
            value,
            text: format!("{value:.0} ns"),
            spread,
        };
        BarPlot {
            heading: "Time to create one".to_owned(),
            scale: Scale::new("time", Unit::Time),
            bars: vec![
                bar("tokio task", 300.0, None),
                bar("thread", 40_000.0, Some((20_000.0, 80_000.0))),
                bar("call", 0.0, None),
            ],
        }
    }

    #[test]
    fn bars_are_as_long_as_their_values_logarithms() {
        let drawn = draw(&plot(), &Style { width: 60, ..PLAIN });
        assert_eq!(
            drawn,
            "\
Time to create one
tokio task ██████ 300 ns
thread     ███████████████████████████████▓▓▓▓───┤ 40000 ns
call       0 ns
           ────────────────────────────────────────
           100 ns     1 us         10 us     100 us
                                               time
"
        );
        let narrow = draw(&plot(), &Style { width: 24, unicode: false, ..PLAIN });
        assert_eq!(
            narrow,
            "\
Time to create one
tokio task: 300 ns
####
thread: 40000 ns
##################===-|
call: 0 ns
------------------------
100 ns       10 us
                    time
"
        );
    }
}
