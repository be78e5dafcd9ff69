//! The figure for documents: an SVG that follows the reader's choice of light or dark.
//!
//! plotters draws it, with the colours of the light theme. What each becomes in the dark is said in a style sheet, which the figure
//! carries with it and which has the last word over the colours that stand in the drawing.

mod bars;
mod labels;
mod lines;
mod marks;
mod theme;

use crate::data::{Figure, Panel};
use plotters::coord::Shift;
use plotters::prelude::*;
use theme::{BOLD, GROUND, INK, TEXT, write};
use timing::figure::terminal::wrap;

const WIDTH: u32 = 860;
const MARGIN: i32 = 24;
/// The characters of a line of text.
const LINE_CHARACTERS: usize = 118;
const LINE: i32 = 19;

/// What is drawn on.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// Whether something was drawn.
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Draws a figure.
pub fn draw(figure: &Figure) -> String {
    let text: Vec<String> = figure.text.iter().flat_map(|paragraph| wrap(&plain(paragraph), LINE_CHARACTERS)).collect();
    let panels: Vec<(i32, &Panel)> = figure.panels.iter().map(|panel| (height(panel), panel)).collect();
    let top = MARGIN + 20;
    let below = top + panels.iter().map(|(height, _)| height).sum::<i32>();
    let whole = (below + LINE * text.len() as i32 + MARGIN) as u32;

    let mut drawing = String::new();
    // Drawing into memory does not fail. If it did, what was drawn until then would be there.
    let _ = paint(&mut drawing, figure, &panels, &text, top, below, whole);
    dressed(&drawing, figure, whole)
}

fn paint(
    drawing: &mut String,
    figure: &Figure,
    panels: &[(i32, &Panel)],
    text: &[String],
    top: i32,
    below: i32,
    whole: u32,
) -> Drawn {
    let root = SVGBackend::with_string(drawing, (WIDTH, whole)).into_drawing_area();
    root.fill(&GROUND)?;
    write(&root, &plain(&figure.title), (MARGIN, MARGIN), &theme::words(&INK, 16.0, BOLD))?;
    let mut y = top;
    for (height, panel) in panels {
        let area = root.clone().shrink((MARGIN, y), (WIDTH - 2 * MARGIN as u32, *height as u32));
        match panel {
            Panel::Lines(plot) => lines::draw(&area, plot)?,
            Panel::Bars(plot) => bars::draw(&area, plot)?,
        }
        y += height;
    }
    for (number, line) in text.iter().enumerate() {
        write(&root, line, (MARGIN, below + LINE * (number as i32) + LINE / 2), &theme::words(&INK, 13.0, TEXT))?;
    }
    root.present()
}

fn height(panel: &Panel) -> i32 {
    match panel {
        Panel::Lines(plot) => lines::height(plot),
        Panel::Bars(plot) => bars::height(plot),
    }
}

/// The drawing with its title, its description and its style sheet, in the place of the first line, which has the size.
fn dressed(drawing: &str, figure: &Figure, height: u32) -> String {
    let body = drawing.split_once(">\n").map_or("", |(_, body)| body);
    let (title, description) = (escape(&figure.title), escape(&figure.description));
    let style = theme::style_sheet();
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{description}</desc>
<style>{style}</style>
{body}"#
    )
}

/// Text without the characters that may not be in XML.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { letter })
        .collect()
}

fn escape(text: &str) -> String {
    plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `text`, cut to a number of characters.
fn cut(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
