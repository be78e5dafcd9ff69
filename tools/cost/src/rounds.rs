//! Measures all costs of all models, round by round.

use crate::child::Order;
use crate::models::{Cost, Model};
use crate::quantity::Quantity;
use statistics::{Spread, slope};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use timing::progress;
use timing::report::Machine;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// In how many rounds.
    pub rounds: usize,
    /// No round is begun that is likely to end later than this, and after it nothing more is measured.
    pub end_within: Duration,
    /// For how many milliseconds a time is measured in each round.
    pub milliseconds: usize,
    /// How many tasks stand in a ring: that many have a turn in each lap.
    pub ring: usize,
    /// By how much the numbers of tasks that are kept are divided.
    pub fewer: usize,
    /// Whether it is so little that the figures mean little. It is not even looked then whether others use the machine.
    pub quick: bool,
}

/// In each round memory is looked at with so many numbers of tasks. A line through fewer than three says nothing about how
/// straight it is.
const COUNTS: usize = 5;
const COUNTS_LEAST: usize = 3;

/// All that was measured.
pub struct Costs {
    /// On what.
    pub machine: Machine,
    /// Whether others used it when the rounds began, so much that the figures show it; where that was looked for.
    pub busy: Option<bool>,
    /// How much was to be measured.
    pub extent: Extent,
    /// How many rounds were measured to their end.
    pub rounds_done: usize,
    /// Whether Ctrl-C came before the last one's end.
    pub interrupted: bool,
    /// The models, from the simplest on.
    pub rows: Vec<Row>,
}

/// The costs of a model.
pub struct Row {
    /// Whose.
    pub model: &'static Model,
    /// What each quantity came to, in the order of [`Quantity::ALL`].
    pub cells: Vec<Cell>,
}

/// One cost of one model.
pub struct Cell {
    /// Which.
    pub quantity: Quantity,
    /// What one costs, in nanoseconds or bytes: a sample a round.
    pub samples: Vec<f64>,
    /// What the samples of memory were worked out from.
    pub points: Vec<Point>,
    /// Why there are fewer samples than rounds.
    pub trouble: Option<String>,
}

/// How much memory there was with so many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// In which round, from 0.
    pub round: usize,
    /// How many were kept.
    pub count: usize,
    /// The memory of the whole process, or of all of them.
    pub bytes: f64,
}

impl Row {
    /// The cell of a quantity.
    pub fn cell(&self, quantity: Quantity) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.quantity == quantity)
    }
}

impl Cell {
    /// What one costs in the median round, and the least and the most that it costs in one.
    pub fn spread(&self) -> Option<Spread> {
        Spread::of(self.samples.iter().copied())
    }

    /// What one costs in the median round.
    pub fn median(&self) -> Option<f64> {
        self.spread().map(|spread| spread.median)
    }

    /// Adds the slope over the points of a round.
    fn add_slope_of(&mut self, round: usize) {
        let of_round = self.points.iter().filter(|point| point.round == round);
        let points: Vec<(f64, f64)> = of_round.map(|point| (point.count as f64, point.bytes)).collect();
        if points.len() >= COUNTS_LEAST {
            // Noise around nothing may come out below it.
            self.samples.extend(slope(&points).map(|each| each.max(0.0)));
        }
    }
}

/// One measurement of a round: which row, which cell, and what is asked.
struct Step {
    row: usize,
    cell: usize,
    order: Order,
}

impl Costs {
    /// Measures all costs that `models` have, once in each round, in an order that changes from round to round, so that none is
    /// always the first on a machine that warms up, or the last on one that slows down.
    pub fn measure(models: &[&'static Model], extent: Extent, interrupted: &AtomicBool) -> Costs {
        let begin = Instant::now();
        let busy = (!extent.quick).then(machine::is_busy);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut rows: Vec<Row> = models.iter().map(|model| row(model)).collect();
        let steps = steps(&rows, extent);
        let is_over = || interrupted.load(Ordering::Relaxed) || begin.elapsed() > extent.end_within;
        let mut rounds_done = 0;
        for round in 0..extent.rounds {
            if round > 0 && begin.elapsed() + begin.elapsed() / round as u32 > extent.end_within {
                break;
            }
            let mut is_whole = true;
            for (done, place) in order(steps.len(), round).enumerate() {
                if is_over() {
                    is_whole = false;
                    break;
                }
                let Step { row, cell, order } = &steps[place];
                let cell = &mut rows[*row].cells[*cell];
                if cell.trouble.is_some() {
                    continue;
                }
                let at =
                    format!("round {} of {}: {}, {}", round + 1, extent.rounds, order.model.name, cell.quantity.name());
                progress::show_with_bar(round * steps.len() + done, extent.rounds * steps.len(), &at, "");
                match order.run(interrupted) {
                    Ok(Some(found)) if cell.quantity == Quantity::Memory => {
                        cell.points.push(Point { round, count: order.number, bytes: found });
                    }
                    Ok(Some(found)) => cell.samples.push(found),
                    Ok(None) => is_whole = false, // Ctrl-C came meanwhile
                    Err(why) => cell.trouble = Some(why),
                }
            }
            for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                cell.add_slope_of(round);
            }
            if !is_whole {
                break;
            }
            rounds_done += 1;
        }
        progress::wipe();
        let interrupted = interrupted.load(Ordering::Relaxed);
        let why = if interrupted {
            "not measured: Ctrl-C came first"
        } else {
            "not measured: a minute was up first (with --rounds 1 it takes as long as it needs)"
        };
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.samples.is_empty()) {
            cell.trouble.get_or_insert_with(|| why.to_owned());
        }
        Costs { machine: Machine::here(cores), busy, extent, rounds_done, interrupted, rows }
    }

    /// How many samples there are of a cost: in the last round Ctrl-C may have come before some.
    pub fn samples_most(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.samples.len()).max().unwrap_or(0)
    }

    /// The cell of a model's quantity, where that was measured.
    pub fn cell(&self, model: &str, quantity: Quantity) -> Option<&Cell> {
        self.rows.iter().find(|row| row.model.name == model)?.cell(quantity)
    }

    /// Whether all that was to be measured was, in each round.
    pub fn all_went_well(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.trouble.is_none())
    }
}

/// A model's row, with a cell for each cost that it has.
fn row(model: &'static Model) -> Row {
    let has = |quantity: &Quantity| quantity.method(model).is_ok();
    let cell = |quantity| Cell { quantity, samples: Vec::new(), points: Vec::new(), trouble: None };
    Row { model, cells: Quantity::ALL.into_iter().filter(has).map(cell).collect() }
}

/// What is measured in each round.
fn steps(rows: &[Row], extent: Extent) -> Vec<Step> {
    let mut steps = Vec::new();
    for (row, Row { model, cells }) in rows.iter().enumerate() {
        for (cell, Cell { quantity, .. }) in cells.iter().enumerate() {
            let numbers: Vec<usize> = match (&model.memory, quantity) {
                (Cost::Measured(_, kept), Quantity::Memory) => {
                    (1..=COUNTS).map(|times| times * (kept.step / extent.fewer).max(1)).collect()
                }
                _ => vec![extent.milliseconds],
            };
            let step =
                |number| Step { row, cell, order: Order { model, quantity: *quantity, number, ring: extent.ring } };
            steps.extend(numbers.into_iter().map(step));
        }
    }
    steps
}

/// The places in which the steps are taken: from the front in even rounds, from the back in odd ones, and each time from a place
/// further on.
fn order(steps: usize, round: usize) -> impl Iterator<Item = usize> {
    let first = round * 7;
    (0..steps).map(move |place| {
        let place = if round.is_multiple_of(2) { place } else { steps - 1 - place };
        (place + first) % steps
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models;

    #[test]
    fn every_round_has_all_in_another_order() {
        let orders: Vec<Vec<usize>> = (0..6).map(|round| order(60, round).collect()).collect();
        for (round, one) in orders.iter().enumerate() {
            let mut sorted = one.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..60));
            assert!(!orders[..round].contains(one));
        }
    }

    #[test]
    fn memory_is_a_line_through_the_points_of_a_round() {
        let point = |round, count, bytes| Point { round, count, bytes };
        let mut cell = Cell { quantity: Quantity::Memory, samples: vec![], points: vec![], trouble: None };
        cell.points.extend([point(0, 10, 1_100.0), point(0, 20, 1_200.0), point(0, 30, 1_300.0)]);
        cell.add_slope_of(0);
        cell.points.extend([point(1, 10, 1_000.0), point(1, 20, 9_000.0)]);
        cell.add_slope_of(1); // two points are no line
        cell.points.extend([point(2, 10, 5_300.0), point(2, 20, 5_200.0), point(2, 30, 5_100.0)]);
        cell.add_slope_of(2);
        assert_eq!(cell.samples, [10.0, 0.0]);
        assert_eq!(cell.spread(), Some(Spread { median: 5.0, least: 0.0, most: 10.0 }));
    }

    #[test]
    fn when_the_time_is_up_nothing_more_is_measured() {
        let models: Vec<&'static Model> = models::ALL.iter().collect();
        let extent = Extent { rounds: 2, end_within: Duration::ZERO, milliseconds: 1, ring: 1, fewer: 1, quick: true };
        let costs = Costs::measure(&models, extent, &AtomicBool::new(false));
        assert_eq!((costs.rounds_done, costs.samples_most(), costs.all_went_well()), (0, 0, false));
        let cells = costs.rows.iter().flat_map(|row| &row.cells);
        assert!(cells.map(|cell| cell.trouble.as_deref().unwrap()).all(|why| why.contains("a minute was up")));
    }

    #[test]
    fn each_cost_is_measured_once_a_round_and_memory_with_several_numbers() {
        let rows: Vec<Row> = models::ALL.iter().map(row).collect();
        let extent = Extent { rounds: 1, end_within: Duration::MAX, milliseconds: 7, ring: 9, fewer: 1, quick: false };
        let steps = steps(&rows, extent);
        for (number, row) in rows.iter().enumerate() {
            for (place, cell) in row.cells.iter().enumerate() {
                let of_cell = steps.iter().filter(|step| (step.row, step.cell) == (number, place));
                let numbers: Vec<usize> = of_cell.map(|step| step.order.number).collect();
                match &row.model.memory {
                    Cost::Measured(_, kept) if cell.quantity == Quantity::Memory => {
                        assert_eq!(numbers, [1, 2, 3, 4, 5].map(|times| times * kept.step));
                    }
                    _ => assert_eq!(numbers, [7], "{} {:?}", row.model.name, cell.quantity),
                }
            }
        }
    }
}
