//! Lines on two logarithmic axes.

use super::marks::Mark;
use super::theme::{AXIS, BOLD, FAINT, GRID, INK, LEADER, TEXT, colour, words, write, write_before};
use super::{Area, Drawn, cut, labels, plain};
use crate::data::LinePlot;
use plotters::prelude::*;

/// Above the plot: its heading, and the name of the axis that goes up.
const HEADING: i32 = 60;
const PLOT: i32 = 250;
/// Below it: the marks of the axis, and its name.
const FOOT: i32 = 52;
/// To the left of it: the marks of the axis.
const LEFT: i32 = 72;
/// To the right of it: the names of the series.
const RIGHT: i32 = 170;
/// How far the names are apart, and the characters that one has room for.
const NAME: i32 = 16;
const NAME_CHARACTERS: usize = 18;

/// How high the plot is, with all that belongs to it.
pub fn height(plot: &LinePlot) -> i32 {
    if plot.axes().is_some() { HEADING + PLOT + FOOT } else { HEADING + 10 }
}

/// Draws the plot, or that there is nothing to draw.
pub fn draw(area: &Area, plot: &LinePlot) -> Drawn {
    write(area, &plain(&plot.heading), (0, 24), &words(&INK, 13.0, BOLD))?;
    let faint = words(&FAINT, 12.0, TEXT);
    let Some((x, y)) = plot.axes() else {
        return write(area, "Nothing was measured.", (0, 46), &faint);
    };
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEADING)
        .margin_right(RIGHT)
        .set_label_area_size(LabelAreaPosition::Left, LEFT)
        .set_label_area_size(LabelAreaPosition::Bottom, FOOT)
        .build_cartesian_2d(
            x.range().log_scale().with_key_points(x.marks(7)),
            y.range().log_scale().with_key_points(y.marks(8)),
        )?;
    chart
        .configure_mesh()
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(AXIS)
        .label_style(faint.clone())
        .x_label_formatter(&|mark| x.label(*mark))
        .y_label_formatter(&|mark| y.label(*mark))
        .draw()?;
    let right = area.dim_in_pixel().0 as i32 - RIGHT;
    write(area, &cut(&plot.y.name, 60), (LEFT, HEADING - 12), &faint)?;
    write_before(area, &cut(&plot.x.name, 60), (right, HEADING + PLOT + 36), &faint)?;

    let lines: Vec<Line> = (plot.series.iter().enumerate())
        .filter_map(|(number, series)| {
            let points = series.placed();
            let last = *points.last()?;
            Some(Line { name: &series.name, colour: colour(number), mark: Mark::of(number), points, last })
        })
        .collect();
    for line in &lines {
        chart.draw_series(LineSeries::new(line.points.iter().copied(), line.colour.stroke_width(2)))?;
    }
    for Line { points, mark, .. } in &lines {
        chart.draw_series(points.iter().map(|at| EmptyElement::at(*at) + mark.ground() + mark.outline()))?;
    }

    // The names, each beside the end of its line. The area may begin anywhere in the drawing.
    let (from_x, from_y) = area.get_base_pixel();
    let ends: Vec<(i32, i32)> =
        lines.iter().map(|line| chart.backend_coord(&line.last)).map(|(x, y)| (x - from_x, y - from_y)).collect();
    let wanted: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let places = labels::apart(&wanted, NAME, HEADING, HEADING + PLOT);
    for ((Line { name, colour, mark, .. }, (x, y)), place) in lines.iter().zip(&ends).zip(places) {
        let leader = [(x + 7, *y), (right + 6, *y), (right + 16, place)];
        area.draw(&PathElement::new(leader, colour.mix(LEADER)))?;
        area.draw(&(EmptyElement::at((right + 22, place)) + mark.ground() + mark.outline()))?;
        write(area, &cut(name, NAME_CHARACTERS), (right + 32, place), &words(&INK, 12.0, TEXT))?;
    }
    Ok(())
}

/// A series that has points, and how it looks.
struct Line<'a> {
    name: &'a str,
    colour: RGBColor,
    mark: Mark,
    points: Vec<(f64, f64)>,
    last: (f64, f64),
}
