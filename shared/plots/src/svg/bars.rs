//! Horizontal bars on a logarithmic axis.

use super::theme::{AXIS, BAR, BOLD, FAINT, GRID, INK, TEXT, words, write, write_before};
use super::{Area, Drawn, cut, plain};
use crate::axis::{LogAxis, has_a_place, tame};
use crate::data::BarPlot;
use plotters::prelude::*;

const HEADING: i32 = 40;
const ROW: i32 = 24;
const FOOT: i32 = 52;
/// About how wide a character is.
const CHARACTER: i32 = 7;
/// The most characters of a label, and of a value's text.
const CHARACTERS_MOST: usize = 36;

/// How high the plot is, with all that belongs to it.
pub fn height(plot: &BarPlot) -> i32 {
    HEADING + FOOT + ROW * plot.bars.len() as i32
}

/// Draws the plot, or that there is nothing to draw.
pub fn draw(area: &Area, plot: &BarPlot) -> Drawn {
    write(area, &plain(&plot.heading), (0, 24), &words(&INK, 13.0, BOLD))?;
    let faint = words(&FAINT, 12.0, TEXT);
    if plot.bars.is_empty() {
        return write(area, "Nothing was measured.", (0, 46), &faint);
    }
    let labels: Vec<String> = plot.bars.iter().map(|bar| cut(&bar.label, CHARACTERS_MOST)).collect();
    let texts: Vec<String> = plot.bars.iter().map(|bar| cut(&bar.text, CHARACTERS_MOST)).collect();
    let reach = |texts: &[String]| CHARACTER * texts.iter().map(|text| text.chars().count() as i32).max().unwrap_or(0);
    let (left, right) = (reach(&labels) + 14, reach(&texts) + 16);
    // Where no bar has a length there are only the words.
    let axis = plot.axis();
    let x = axis.clone().unwrap_or_else(|| LogAxis::of([1.0], plot.scale.unit).expect("1 has a place"));

    let mut chart = ChartBuilder::on(area)
        .margin_top(HEADING)
        .margin_right(right)
        .set_label_area_size(LabelAreaPosition::Left, left)
        .set_label_area_size(LabelAreaPosition::Bottom, FOOT)
        .build_cartesian_2d(
            x.range().log_scale().with_key_points(axis.map(|axis| axis.marks(6)).unwrap_or_default()),
            plot.bars.len() as f64..0.0,
        )?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(0)
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(AXIS)
        .label_style(faint.clone())
        .x_label_formatter(&|mark| x.label(*mark))
        .draw()?;
    let bottom = HEADING + ROW * plot.bars.len() as i32;
    let end_of_axis = area.dim_in_pixel().0 as i32 - right;
    write_before(area, &cut(&plot.scale.name, 80), (end_of_axis, bottom + 36), &faint)?;

    let (from_x, _) = area.get_base_pixel();
    let ink = words(&INK, 12.0, TEXT);
    for (number, ((bar, label), text)) in plot.bars.iter().zip(&labels).zip(&texts).enumerate() {
        let y = HEADING + ROW * number as i32 + ROW / 2;
        let (row, middle) = (number as f64, number as f64 + 0.5);
        write_before(area, label, (left - 10, y), &ink)?;
        let mut end = x.range().start;
        if has_a_place(bar.value) {
            end = tame(bar.value);
            let corners = [(x.range().start, row + 0.2), (end, row + 0.8)];
            chart.draw_series([Rectangle::new(corners, BAR.filled())])?;
        }
        if let Some((least, most)) = bar.placed_spread() {
            chart.draw_series([PathElement::new([(least, middle), (most, middle)], INK)])?;
            let stop = |at| PathElement::new([(at, row + 0.32), (at, row + 0.68)], INK);
            chart.draw_series([stop(least), stop(most)])?;
            end = end.max(most);
        }
        let (end, _) = chart.backend_coord(&(end, middle));
        write(area, text, (end - from_x + 8, y), &ink)?;
    }
    Ok(())
}
