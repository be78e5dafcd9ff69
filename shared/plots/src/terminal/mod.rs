//! The figure for a terminal: as wide as the style says, and no line wider.

mod bars;
mod lines;

use crate::axis::LogAxis;
use crate::data::{Figure, LinePlot, Panel};
use crate::palette;
use timing::figure::Style;
use timing::figure::terminal::{paragraph, wrap};

/// Draws a figure: its title, its plots, its text.
pub fn draw(figure: &Figure, style: &Style) -> String {
    let mut out = heading(&figure.title, style);
    for panel in &figure.panels {
        out.push_str(&draw_panel(panel, style));
        out.push('\n');
    }
    out.extend(figure.text.iter().map(|text| paragraph(text, style)));
    out
}

/// Draws one plot.
pub fn draw_panel(panel: &Panel, style: &Style) -> String {
    match panel {
        Panel::Lines(plot) => lines::draw(plot, style),
        Panel::Bars(plot) => bars::draw(plot, style),
    }
}

/// What the letters of line plots stand for. Plots with the same series share one legend.
pub fn legend(plot: &LinePlot, style: &Style) -> String {
    lines::legend(plot, style)
}

/// A heading, in as many lines as it needs.
fn heading(text: &str, style: &Style) -> String {
    let lines = wrap(text, style.width()).into_iter();
    lines.map(|line| if style.color { format!("\x1b[1m{line}\x1b[0m\n") } else { line + "\n" }).collect()
}

fn faint(text: &str, style: &Style) -> String {
    if style.color && !text.is_empty() { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
}

/// Cells of one row, each a character and the series whose colour it has. Neighbours in one colour are coloured at once, and there
/// are no spaces at the end.
fn row(cells: &[(char, Option<usize>)], style: &Style) -> String {
    let end = cells.iter().rposition(|(letter, _)| *letter != ' ').map_or(0, |last| last + 1);
    cells[..end]
        .chunk_by(|one, next| one.1 == next.1)
        .map(|chunk| {
            let text: String = chunk.iter().map(|(letter, _)| letter).collect();
            chunk[0].1.map_or(text.clone(), |series| palette::paint(series, &text, style.color))
        })
        .collect()
}

/// The labels of an axis in a line of `columns`: as many of its marks as have room without touching each other.
fn marks_line(axis: &LogAxis, columns: usize) -> String {
    let labels = |wanted: usize| -> Vec<(usize, String)> {
        let column = |mark: f64| (axis.place(mark) * (columns - 1) as f64).round() as usize;
        axis.marks(wanted).into_iter().map(|mark| (column(mark), axis.label(mark))).collect()
    };
    (1..=columns / 3).rev().find_map(|wanted| placed(&labels(wanted), columns)).unwrap_or_default()
}

/// Labels, each about its column; `None` where two touch, or one has no room.
fn placed(labels: &[(usize, String)], columns: usize) -> Option<String> {
    let mut line = String::new();
    let mut used = 0;
    for (column, label) in labels {
        let length = label.chars().count();
        let at = column.saturating_sub(length / 2).min(columns.checked_sub(length)?);
        if used > 0 && at <= used {
            return None;
        }
        line.push_str(&" ".repeat(at - used));
        line.push_str(label);
        used = at + length;
    }
    Some(line)
}

/// Text without what would move the cursor, cut to a number of characters.
fn cut(text: &str, most: usize) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unit;

    #[test]
    fn labels_stand_at_their_columns_and_apart() {
        let line = |labels: &[(usize, &str)]| {
            let labels: Vec<_> = labels.iter().map(|(column, label)| (*column, (*label).to_owned())).collect();
            placed(&labels, 20)
        };
        assert_eq!(line(&[(0, "1"), (10, "10"), (19, "100")]).as_deref(), Some("1        10      100"));
        assert_eq!(line(&[(0, "1"), (1, "2")]), None);
        assert_eq!(line(&[(3, "a label that is too long for it")]), None);
    }

    #[test]
    fn there_are_as_many_labels_as_have_room() {
        let line = |columns| marks_line(&LogAxis::of([1.0, 1e6], Unit::Count).unwrap(), columns);
        assert_eq!(line(40), "1           100        10,000  1,000,000");
        assert_eq!(line(80).split_whitespace().count(), 7);
        assert_eq!((line(5).as_str(), line(2).as_str()), ("1", ""));
    }

    #[test]
    fn neighbours_share_a_colour() {
        let style = Style { color: true, ..lines::tests::PLAIN };
        let cells = [('a', Some(1)), ('b', Some(1)), (' ', None), ('c', Some(0)), (' ', None)];
        assert_eq!(row(&cells, &style), "\x1b[38;5;214mab\x1b[0m c");
    }
}
