//! The figure for a terminal: as wide as the style says, and no line wider.

mod bars;
mod lines;

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

/// Labels, each about the column it belongs to, in a line of `columns`. One that would touch the one before is left out.
fn marks_line(marks: impl IntoIterator<Item = (usize, String)>, columns: usize) -> String {
    let mut line = String::new();
    let mut used = 0;
    for (column, label) in marks {
        let length = label.chars().count();
        let at = column.saturating_sub(length / 2).min(columns.saturating_sub(length));
        let has_room = used == 0 || at > used;
        if has_room && at + length <= columns {
            line.push_str(&" ".repeat(at - used));
            line.push_str(&label);
            used = at + length;
        }
    }
    line
}

/// Text without what would move the cursor, cut to a number of characters.
fn cut(text: &str, most: usize) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_at_their_columns_and_apart() {
        let line = |marks: &[(usize, &str)]| {
            marks_line(marks.iter().map(|(column, label)| (*column, (*label).to_owned())), 20)
        };
        assert_eq!(line(&[(0, "1"), (10, "10"), (19, "100")]), "1        10      100");
        assert_eq!(line(&[(0, "1"), (1, "2"), (4, "5")]), "1   5", "2 would touch");
        assert_eq!(line(&[(3, "a label that is too long for it")]), "");
    }

    #[test]
    fn neighbours_share_a_colour() {
        let style = Style { color: true, ..lines::tests::PLAIN };
        let cells = [('a', Some(1)), ('b', Some(1)), (' ', None), ('c', Some(0)), (' ', None)];
        assert_eq!(row(&cells, &style), "\x1b[38;5;214mab\x1b[0m c");
    }
}
