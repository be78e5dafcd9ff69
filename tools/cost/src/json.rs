//! The costs as JSON.

use crate::models::Model;
use crate::quantity::Quantity;
use crate::rounds::{Cell, Costs, Row};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the costs as one JSON object and a line end. Times in here have decimals: a call takes about a nanosecond.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write(costs: &Costs, out: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "schema": 1,
        "machine": {
            "cores": costs.machine.cores,
            "os": costs.machine.os,
            "profile": costs.machine.profile,
            "busy": costs.busy,
        },
        "rounds": costs.extent.rounds,
        "rounds_done": costs.rounds_done,
        "quick": costs.extent.quick,
        "ring": costs.extent.ring,
        "models": costs.rows.iter().map(row_json).collect::<Vec<Value>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

fn row_json(row: &Row) -> Value {
    let mut object = Map::new();
    object.insert("model".to_owned(), json!(row.model.name));
    object.insert("task".to_owned(), json!(row.model.task));
    for quantity in Quantity::ALL {
        object.insert(quantity.name().to_owned(), cost_json(quantity, row.model, row.cell(quantity)));
    }
    Value::Object(object)
}

/// A cost: its median and spread, every sample of it, and how it was measured or why it was not.
fn cost_json(quantity: Quantity, model: &Model, cell: Option<&Cell>) -> Value {
    let unit = if quantity == Quantity::Memory { "bytes" } else { "ns" };
    let spread = cell.and_then(Cell::spread);
    let method = quantity.method(model);
    let mut object = Map::new();
    let mut insert = |name: &str, value: Value| object.insert(name.to_owned(), value);
    insert(&format!("median_{unit}"), json!(spread.map(|spread| rounded(spread.median))));
    insert(&format!("least_{unit}"), json!(spread.map(|spread| rounded(spread.least))));
    insert(&format!("most_{unit}"), json!(spread.map(|spread| rounded(spread.most))));
    let samples = cell.map(|cell| cell.samples.iter().copied().map(rounded).collect::<Vec<f64>>());
    insert(&format!("samples_{unit}"), json!(samples.unwrap_or_default()));
    if quantity == Quantity::Memory {
        let points = cell.map_or(&[][..], |cell| &cell.points);
        let point = |point: &crate::rounds::Point| json!({ "round": point.round, "count": point.count, "all_bytes": point.bytes });
        insert("points", points.iter().map(point).collect());
    }
    insert("method", json!(method.ok()));
    insert("why_not", json!(method.err()));
    insert("trouble", json!(cell.and_then(|cell| cell.trouble.as_ref())));
    Value::Object(object)
}

/// To a hundredth of a nanosecond, or of a byte: more digits say nothing.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
