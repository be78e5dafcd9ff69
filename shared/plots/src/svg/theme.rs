//! Colours and text, in light and in dark.

use super::{Area, Drawn};
use crate::palette;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Write as _;

/// What everything stands on.
pub const GROUND: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// Text.
pub const INK: RGBColor = RGBColor(0x1f, 0x23, 0x28);
/// Text beside an axis.
pub const FAINT: RGBColor = RGBColor(0x57, 0x60, 0x6a);
/// Lines at the marks of an axis.
pub const GRID: RGBColor = RGBColor(0xdd, 0xe1, 0xe6);
/// The axes.
pub const AXIS: RGBColor = RGBColor(0x8c, 0x95, 0x9f);
/// Bars: light enough, and dark enough in the dark, for a line over them to be seen.
pub const BAR: RGBColor = RGBColor(0x56, 0xb4, 0xe8);

/// How much of its colour a line has that leads from the last point of a series to its name. By this it is known in the style sheet,
/// which dots it: there is nothing measured along it.
pub const LEADER: f64 = 0.6;

pub const TEXT: FontStyle = FontStyle::Normal;
pub const BOLD: FontStyle = FontStyle::Bold;

/// What the colours above become in the dark.
const DARK: [(RGBColor, &str); 6] =
    [(GROUND, "#161b22"), (INK, "#e6edf3"), (FAINT, "#9da7b3"), (GRID, "#30363d"), (AXIS, "#6e7681"), (BAR, "#2f74a8")];

/// The colour of a series on a light ground.
pub fn colour(series: usize) -> RGBColor {
    let (red, green, blue) = palette::colour(series).light;
    RGBColor(red, green, blue)
}

/// A style of text whose letters are `pixels` high.
pub fn words(colour: &RGBColor, pixels: f64, style: FontStyle) -> TextStyle<'_> {
    // plotters takes 1.24 times the size that it writes down.
    TextStyle::from(("sans-serif", pixels * 1.24).into_font().style(style)).color(colour)
}

/// Text that begins at a place, in the middle of its height.
pub fn write(area: &Area, text: &str, at: (i32, i32), style: &TextStyle) -> Drawn {
    area.draw_text(text, &style.pos(Pos::new(HPos::Left, VPos::Center)), at)
}

/// Text that ends at a place, in the middle of its height.
pub fn write_before(area: &Area, text: &str, at: (i32, i32), style: &TextStyle) -> Drawn {
    area.draw_text(text, &style.pos(Pos::new(HPos::Right, VPos::Center)), at)
}

/// The style sheet of a figure: its font, and its colours in the dark.
pub fn style_sheet() -> String {
    let mut sheet = "
text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}
line{shape-rendering:crispEdges}
polyline{stroke-linejoin:round}
"
    .to_owned();
    let _ = writeln!(sheet, "polyline[opacity=\"{LEADER}\"]{{stroke-dasharray:2 3}}");
    sheet.push_str("@media (prefers-color-scheme:dark){\n");
    let series = palette::colours().enumerate().map(|(series, both)| (colour(series), both.dark));
    for (RGBColor(red, green, blue), dark) in DARK.into_iter().chain(series) {
        let light = format!("#{red:02X}{green:02X}{blue:02X}"); // as plotters writes it
        let _ = writeln!(sheet, "[fill=\"{light}\"]{{fill:{dark}}}[stroke=\"{light}\"]{{stroke:{dark}}}");
    }
    sheet.push_str("}\n");
    sheet
}
