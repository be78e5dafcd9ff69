//! The costs as people see them: a table, bars, and how each was measured.

use crate::findings::findings;
use crate::models::Model;
use crate::quantity::Quantity;
use crate::rounds::{Cell, Costs, Row};
use plots::{Bar, BarPlot, Figure, Panel, Scale, Unit};
use statistics::Spread;
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
    let cores = plural(costs.machine.cores as u64, "core");
    match costs.samples_most() as u64 {
        0 => format!("What one task costs, on {cores}: nothing was measured"),
        rounds => format!("What one task costs: the median of {}, on {cores}", plural(rounds, "round")),
    }
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
    let Spread { median, least, most } = cell.spread()?;
    let label = format!("{}{more}", model.name);
    Some(Bar { label, value: median, text: show(cell.quantity, median), spread: Some((least, most)) })
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
                (format!("{figure:<28}"), if quantity.is_pinned() { "the same, on one core" } else { how })
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
    let Spread { median, least, most } = cell.spread()?;
    let show = |value| show(cell.quantity, value);
    Some(format!("{:>7} ({} .. {})", show(median), show(least), show(most)))
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

/// What could not be measured, and why: a sentence for each reason that a model has.
fn troubles(costs: &Costs) -> impl Iterator<Item = String> {
    costs.rows.iter().flat_map(|row| {
        let failed: Vec<&Cell> = row.cells.iter().filter(|cell| cell.trouble.is_some()).collect();
        let groups = failed.chunk_by(|one, next| one.trouble == next.trouble).map(|group| {
            let labels: Vec<&str> = group.iter().map(|cell| label(cell.quantity)).collect();
            let why = group[0].trouble.as_deref().unwrap_or_default();
            format!("{} ({}): {why}.", row.model.name, labels.join("; "))
        });
        groups.collect::<Vec<String>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models;
    use crate::rounds::Extent;
    use proptest::prelude::*;
    use std::time::Duration;
    use timing::report::Machine;
    use timing::workload::Lanes;

    const STYLE: Style =
        Style { width: 80, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };

    /// Costs of all models: the samples, and what went wrong, are the same for each that a model has.
    fn costs(samples: &[f64], trouble: Option<&str>) -> Costs {
        let cell = |quantity: Quantity| Cell {
            quantity,
            samples: samples.to_vec(),
            points: Vec::new(),
            trouble: trouble.map(str::to_owned),
        };
        let row = |model: &'static Model| Row {
            model,
            cells: Quantity::ALL.into_iter().filter(|quantity| quantity.method(model).is_ok()).map(cell).collect(),
        };
        let end_within = Duration::MAX;
        let extent = Extent { rounds: 3, end_within, milliseconds: 60, ring: 500, fewer: 1, quick: false };
        let machine = Machine { profile: "release".to_owned(), ..Machine::here(2) };
        Costs {
            machine,
            busy: None,
            extent,
            rounds_done: 3,
            interrupted: false,
            rows: models::ALL.iter().map(row).collect(),
        }
    }

    fn line<'a>(figure: &'a str, begins: &str) -> Vec<&'a str> {
        let line = figure.lines().find(|line| line.trim_start().starts_with(begins)).unwrap_or_default();
        line.split_whitespace().collect()
    }

    #[test]
    fn the_median_stands_with_its_spread_and_its_method() {
        let figure = terminal(&costs(&[300.0, 100.0, 205.0], None), &STYLE);
        let expected = "create 205 ns (100 ns .. 300 ns) 10,000 in a row";
        assert_eq!(line(&figure, "create").join(" "), expected, "{figure}");
        assert_eq!(line(&figure, "model")[..4], ["model", "create", "hop", "pinned"], "{figure}");
        let row = |model: &str| {
            let last = figure.lines().rfind(|line| line.starts_with(model)).unwrap_or_default();
            last.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(row("sequential "), "sequential 205 ns - - - - -", "{figure}");
        assert_eq!(row("thread "), "thread 205 ns 205 ns 205 ns 205 ns 205 ns 205 B", "{figure}");
    }

    #[test]
    fn a_reason_for_several_costs_is_said_once() {
        let figure = terminal(&costs(&[], Some("it is broken")), &Style { width: 200, ..STYLE });
        assert!(figure.starts_with("What one task costs, on 2 cores: nothing was measured\n"), "{figure}");
        assert_eq!(figure.matches("it is broken").count(), models::ALL.len(), "{figure}");
        assert!(
            figure.contains("multiprocess (create; socket hop; socket hop, pinned; memory): it is broken."),
            "{figure}"
        );
    }

    #[test]
    fn whether_the_targets_are_met_is_said() {
        let said = |each: f64| findings(&costs(&[each], None)).join("\n");
        assert!(said(450.0).contains("(target: less than 1.00 us, met)"), "{}", said(450.0));
        assert!(said(450.0).contains("450 B to keep one that waits (target: less than 500 B, met)"), "{}", said(450.0));
        assert_eq!(said(1_000.0).matches("missed").count(), 2, "{}", said(1_000.0));
        assert!(!findings(&costs(&[], None)).concat().contains("target"));
    }

    #[test]
    fn small_times_have_digits_too() {
        let shown = [0.3, 1.234, 56.78, 999.4, 999.6, 44_123.0].map(|value| show(Quantity::Create, value));
        assert_eq!(shown, ["0.30 ns", "1.23 ns", "56.8 ns", "999 ns", "1.00 us", "44.1 us"]);
        assert_eq!(show(Quantity::Memory, 463.4), "463 B");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_line_is_too_wide_whatever_was_measured(
            width in 20usize..=200,
            samples in prop::collection::vec(0.0..1e12, 0..4),
            trouble in prop::option::of("[a-z ]{1,80}"),
            unicode: bool,
        ) {
            let costs = costs(&samples, trouble.as_deref());
            let figure = terminal(&costs, &Style { width, unicode, ..STYLE });
            for line in figure.lines() {
                prop_assert!(line.chars().count() <= width, "{} columns: {line}", line.chars().count());
            }
            prop_assert!(unicode || figure.is_ascii());
            prop_assert!(svg(&costs).ends_with("</svg>\n") || svg(&costs).ends_with("</svg>"));
        }
    }
}
