//! Lines on two logarithmic axes: a letter for each series at its points, and dots between them.

use super::{cut, faint, heading, marks_line, row};
use crate::data::LinePlot;
use crate::palette;
use timing::figure::Style;
use timing::figure::terminal::paragraph;

/// How high the plot is.
const ROWS: usize = 12;
/// Stands where points of several series are.
const SEVERAL: char = '*';

type Cell = (char, Option<usize>);

/// Draws the plot without its legend, or that there is nothing to draw.
pub fn draw(plot: &LinePlot, style: &Style) -> String {
    let mut out = heading(&plot.heading, style);
    let Some((x, y)) = plot.axes() else {
        return out + &paragraph("Nothing was measured.", style);
    };
    let labels: Vec<(usize, String)> =
        y.marks(ROWS / 2).iter().map(|mark| (cell(1.0 - y.place(*mark), ROWS), y.label(*mark))).collect();
    let gutter = labels.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0);
    let columns = style.width().saturating_sub(gutter + 2).max(1);
    let mut field: Vec<Vec<Cell>> = vec![vec![(' ', None); columns]; ROWS];
    for (number, series) in plot.series.iter().enumerate() {
        let cells: Vec<(usize, usize)> = (series.placed().into_iter())
            .map(|(right, up)| (cell(x.place(right), columns), cell(1.0 - y.place(up), ROWS)))
            .collect();
        for pair in cells.windows(2) {
            join(&mut field, pair[0], pair[1], (if style.unicode { '·' } else { '.' }, Some(number)));
        }
        for (column, row) in cells {
            let place = &mut field[row][column];
            let is_taken = place.0.is_ascii_alphanumeric() || place.0 == SEVERAL;
            *place = match place.1 {
                other if is_taken && other != Some(number) => (SEVERAL, None),
                _ => (letter(number), Some(number)),
            };
        }
    }
    let (corner, along, up, at_mark) = if style.unicode { ('└', '─', '│', '┤') } else { ('+', '-', '|', '+') };
    for (number, cells) in field.iter().enumerate() {
        let label = labels.iter().find(|(row, _)| *row == number).map(|(_, label)| label.as_str());
        let edge = if label.is_some() { at_mark } else { up };
        let edge = faint(&format!("{:>gutter$} {edge}", label.unwrap_or("")), style);
        out.push_str(&format!("{edge}{}\n", row(cells, style)));
    }
    let edge: String = [corner].into_iter().chain(std::iter::repeat_n(along, columns)).collect();
    out.push_str(&format!("{:gutter$} {}\n", "", faint(&edge, style)));
    let line = format!("{:gutter$}  {}", "", marks_line(&x, columns));
    out.push_str(&format!("{}\n", faint(line.trim_end(), style)));
    let name = cut(&plot.x.name, style.width());
    out.push_str(&format!("{:>width$}\n", name, width = style.width()));
    out
}

/// What the letters stand for.
pub fn legend(plot: &LinePlot, style: &Style) -> String {
    let drawn = plot.series.iter().enumerate().filter(|(_, series)| !series.placed().is_empty());
    let mut items: Vec<(usize, String)> = drawn
        .map(|(number, series)| (number, cut(&format!("{} {}", letter(number), series.name), style.width())))
        .collect();
    if items.len() > 1 {
        items.push((0, cut(&format!("{SEVERAL} several of them"), style.width())));
    }
    let mut out = String::new();
    let mut used = 0;
    for (number, text) in items {
        let length = text.chars().count();
        let gap = if used == 0 { 0 } else { 3 };
        if used + gap + length > style.width() {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push_str("   ");
            used += 3;
        }
        out.push_str(&palette::paint(number, &text, style.color));
        used += length;
    }
    if used > 0 {
        out.push('\n');
    }
    out
}

/// The letter of a series; from the 27th on they come again.
fn letter(series: usize) -> char {
    char::from(b'A' + (series % 26) as u8)
}

/// The cell of a place from 0 to 1, among so many.
fn cell(place: f64, cells: usize) -> usize {
    ((place * (cells - 1) as f64).round() as usize).min(cells - 1)
}

/// Fills the cells between two, where nothing is yet.
fn join(field: &mut [Vec<Cell>], from: (usize, usize), to: (usize, usize), with: Cell) {
    let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1));
    let between = |from: usize, to: usize, part: f64| (from as f64 + (to as f64 - from as f64) * part).round() as usize;
    for step in 1..steps {
        let part = step as f64 / steps as f64;
        let place = &mut field[between(from.1, to.1, part)][between(from.0, to.0, part)];
        if place.0 == ' ' {
            *place = with;
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::data::{Scale, Series, Unit};
    use timing::workload::Lanes;

    pub const PLAIN: Style =
        Style { width: 40, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };

    fn plot() -> LinePlot {
        LinePlot {
            heading: "Wall time".to_owned(),
            x: Scale::new("tasks", Unit::Count),
            y: Scale::new("wall", Unit::Time),
            series: vec![
                Series::new("sequential", vec![(1.0, 1e9), (10.0, 1e10), (100.0, 1e11)]),
                Series::new("thread", vec![(1.0, 1e9), (1_000.0, 1e9)]),
            ],
        }
    }

    #[test]
    fn lines_go_where_their_points_are() {
        let drawn = draw(&plot(), &PLAIN);
        assert_eq!(
            drawn,
            "\
Wall time
100 s ┤                     A
      │                   ··
      │                 ··
      │                ·
      │              ··
      │            ··
 10 s ┤          ·A
      │        ··
      │      ··
      │    ··
      │  ··
  1 s ┤*·······························B
      └─────────────────────────────────
       1         10        100     1,000
                                   tasks
"
        );
        assert_eq!(legend(&plot(), &PLAIN), "A sequential   B thread\n* several of them\n");
    }

    #[test]
    fn where_there_is_nothing_that_is_said() {
        let nothing = LinePlot { series: vec![Series::new("thread", vec![(0.0, 1.0)])], ..plot() };
        assert_eq!(draw(&nothing, &PLAIN), "Wall time\nNothing was measured.\n");
        assert_eq!(legend(&nothing, &PLAIN), "");
    }
}
