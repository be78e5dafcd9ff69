//! The costs as people see them: a table, bars, and how each was measured.

use crate::findings::findings;
use crate::models::Model;
use crate::quantity::Quantity;
use crate::rounds::{Cell, Costs, Row};
use plots::{Bar, BarPlot, Figure, Panel, Scale, Unit};
use std::fmt::Write as _;
use timing::figure::Style;
use timing::figure::terminal::{Column, paragraph, table, wrap};
use timing::report::sentences::{or_unknown, plural, show_size};
use timing::workload::{show_duration, show_three_digits};

/// The costs for a terminal. The table comes last, where it is seen without scrolling.
pub fn terminal(costs: &Costs, style: &Style) -> String {
    let mut out = paragraph(&title(costs), style);
    out.push('\n');
    for panel in panels(costs) {
        let _ = writeln!(out, "{}", plots::terminal::draw_panel(&panel, style));
    }
    for row in &costs.rows {
        let _ = writeln!(out, "{}", details(row, style));
    }
    let _ = writeln!(out, "{}", table(&columns(costs), style));
    out.extend(troubles(costs).chain(findings(costs)).map(|text| paragraph(&text, style)));
    out
}

/// The costs as an SVG.
pub fn svg(costs: &Costs) -> String {
    plots::svg::draw(&Figure {
        title: title(costs),
        description:
            "Bars on logarithmic axes, a bar for each model: what it costs to create a task, to hand over from one to \
                      the next, and to keep one that waits."
                .to_owned(),
        panels: panels(costs),
        text: troubles(costs).chain(findings(costs)).collect(),
    })
}

fn title(costs: &Costs) -> String {
    let rounds = plural(costs.rounds_done as u64, "round");
    let cores = plural(costs.machine.cores as u64, "core");
    format!("What one task costs: the median of {rounds}, on {cores}")
}

/// The medians, side by side.
fn columns(costs: &Costs) -> Vec<Column> {
    let heading = |quantity| match quantity {
        Quantity::Create => "create",
        Quantity::Hop => "hop",
        Quantity::HopPinned | Quantity::SocketHopPinned => "pinned",
        Quantity::SocketHop => "socket hop",
        Quantity::Memory => "memory",
    };
    let median = |row: &Row, quantity| row.cell(quantity)?.median().map(|median| show(quantity, median));
    let column =
        |quantity| Column::new(heading(quantity), costs.rows.iter().map(|row| or_unknown(median(row, quantity))));
    let models = Column::new("model", costs.rows.iter().map(|row| row.model.name.to_owned()));
    [models].into_iter().chain(Quantity::ALL.map(column)).collect()
}

/// A value in the unit that fits.
pub fn show(quantity: Quantity, value: f64) -> String {
    match quantity {
        Quantity::Memory => show_size(value.round() as u64),
        _ if value < 999.5 => format!("{} ns", show_three_digits(value)),
        _ => show_duration(value.round() as u64),
    }
}

/// The plots. What was also measured on one core stands under what was not.
fn panels(costs: &Costs) -> Vec<Panel> {
    [
        ("To create one, until it has ended", "time", &[(Quantity::Create, "")][..]),
        (
            "To hand over to the next, through memory",
            "time a hop",
            &[(Quantity::Hop, ""), (Quantity::HopPinned, ", pinned")],
        ),
        (
            "To hand over to the next, through a socket",
            "time a hop",
            &[(Quantity::SocketHop, ""), (Quantity::SocketHopPinned, ", pinned")],
        ),
        ("To keep one that waits", "memory", &[(Quantity::Memory, "")]),
    ]
    .into_iter()
    .map(|(heading, axis, quantities)| {
        let unit = if axis == "memory" { Unit::Size } else { Unit::Time };
        let bars = costs.rows.iter().flat_map(|row| {
            quantities.iter().filter_map(|(quantity, more)| bar(row.cell(*quantity)?, row.model, more))
        });
        Panel::Bars(BarPlot { heading: heading.to_owned(), scale: Scale::new(axis, unit), bars: bars.collect() })
    })
    .collect()
}

fn bar(cell: &Cell, model: &Model, more: &str) -> Option<Bar> {
    let value = cell.median()?;
    let label = format!("{}{more}", model.name);
    Some(Bar { label, value, text: show(cell.quantity, value), spread: cell.spread() })
}

/// Less room than this for how something was measured, and a cost is a paragraph.
const HOW_LEAST: usize = 24;

/// A model's costs with their spread, and how each was measured, or why not.
fn details(row: &Row, style: &Style) -> String {
    let mut out = paragraph(&format!("{}: {}", row.model.name, row.model.task), style);
    for quantity in Quantity::ALL {
        let (figure, how) = match quantity.method(row.model) {
            Err(_) if quantity.is_pinned() => continue, // for the same reason as without being pinned
            Err(why) => (format!("{:>7}", "-"), why),
            Ok(how) => {
                let figure = row.cell(quantity).and_then(figure).unwrap_or_else(|| format!("{:>7}", "-"));
                (format!("{figure:<30}"), if quantity.is_pinned() { "the same, on one core" } else { how })
            }
        };
        let before = format!("  {:<19}{figure} ", label(quantity));
        let used = before.chars().count();
        match style.width().checked_sub(used).filter(|room| *room >= HOW_LEAST) {
            Some(room) => {
                let lines = wrap(how, room).join(&format!("\n{:used$}", ""));
                let _ = writeln!(out, "{before}{lines}");
            }
            None => out.push_str(&paragraph(&format!("{}: {}, {how}", label(quantity), figure.trim()), style)),
        }
    }
    out
}

/// `44.1 us (43.0 us .. 47.2 us)`
fn figure(cell: &Cell) -> Option<String> {
    let (least, most) = cell.spread()?;
    let show = |value| show(cell.quantity, value);
    Some(format!("{:>7} ({} .. {})", show(cell.median()?), show(least), show(most)))
}

fn label(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Create => "create",
        Quantity::Hop => "hop",
        Quantity::HopPinned => "hop, pinned",
        Quantity::SocketHop => "socket hop",
        Quantity::SocketHopPinned => "socket hop, pinned",
        Quantity::Memory => "memory",
    }
}

/// What could not be measured, and why.
fn troubles(costs: &Costs) -> impl Iterator<Item = String> {
    costs.rows.iter().flat_map(|row| {
        row.cells.iter().filter_map(|cell| {
            Some(format!("{}, {}: {}.", row.model.name, label(cell.quantity), cell.trouble.as_ref()?))
        })
    })
}
