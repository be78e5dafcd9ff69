//! The marks at the points of a series: their shapes tell series apart whose colours somebody may not tell apart.

use super::theme::{GROUND, colour};
use plotters::prelude::*;
use std::f64::consts::TAU;

/// A mark, its corners counted in pixels from the point.
pub struct Mark {
    corners: Vec<(i32, i32)>,
    ground: RGBColor,
    colour: RGBColor,
}

impl Mark {
    /// The mark of a series. From the eighth on the shapes come again, and with another colour each.
    pub fn of(series: usize) -> Mark {
        let corners = match series % 7 {
            0 | 5 => round(4.5),
            1 | 6 => vec![(-4, -4), (4, -4), (4, 4), (-4, 4)],
            2 => vec![(0, -5), (5, 4), (-5, 4)],
            3 => vec![(0, -6), (6, 0), (0, 6), (-6, 0)],
            _ => vec![(0, 5), (5, -4), (-5, -4)],
        };
        let colour = colour(series);
        Mark { corners, ground: if series % 7 < 5 { colour } else { GROUND }, colour }
    }

    /// What fills it.
    pub fn ground(&self) -> Polygon<(i32, i32)> {
        Polygon::new(self.corners.clone(), self.ground.filled())
    }

    /// The line around it.
    pub fn outline(&self) -> PathElement<(i32, i32)> {
        let closed: Vec<(i32, i32)> = self.corners.iter().chain(self.corners.first()).copied().collect();
        PathElement::new(closed, self.colour.stroke_width(2))
    }
}

/// A circle, near enough at this size.
fn round(radius: f64) -> Vec<(i32, i32)> {
    let corner = |number: i32| TAU * f64::from(number) / 12.0;
    let pixel = |value: f64| (radius * value).round() as i32;
    (0..12).map(|number| (pixel(corner(number).cos()), pixel(corner(number).sin()))).collect()
}
