//! The rows of a part as an aligned table, and as JSON.

use crate::row::{Row, Target};
use serde_json::{Value, json};
use std::io::{self, Write};

/// What was measured in one part.
pub struct Table {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// How it was measured, in a sentence.
    pub how: String,
    /// The figures.
    pub rows: Vec<Row>,
}

const HEADINGS: [&str; 5] = ["", "median", "least .. most", "target", ""];
/// Numbers are aligned to the right.
const RIGHT: [bool; 5] = [false, true, true, false, false];

impl Table {
    /// The table, and the machine that it comes from. What was done stands over those who did it.
    pub fn text(&self) -> String {
        let cells: Vec<[String; 5]> = self.rows.iter().map(Row::cells).collect();
        let widths: [usize; 5] = std::array::from_fn(|column| {
            let shown = cells.iter().map(|row| row[column].chars().count());
            shown.max().unwrap_or(0).max(HEADINGS[column].len())
        });
        let mut text = format!("{}\n\n{}", self.how, line(&HEADINGS, &widths));
        let mut last = "";
        for (row, cells) in self.rows.iter().zip(&cells) {
            if row.what != last {
                text += &format!("{}\n", row.what);
                last = &row.what;
            }
            text += &line(&cells.each_ref().map(String::as_str), &widths);
        }
        text.push('\n');
        text += &machine::text();
        text
    }

    fn json(&self) -> Value {
        let rows: Vec<Value> = self.rows.iter().map(row_json).collect();
        json!({ "name": self.name, "how": self.how, "rows": rows })
    }
}

fn line(cells: &[&str; 5], widths: &[usize; 5]) -> String {
    let mut line = String::new();
    for ((cell, &width), right) in cells.iter().zip(widths).zip(RIGHT) {
        line += &if right { format!("  {cell:>width$}") } else { format!("  {cell:<width$}") };
    }
    format!("{}\n", line.trim_end())
}

fn row_json(row: &Row) -> Value {
    let target = row.target.map(|target| match target {
        Target::AtLeast(value) => json!({ "at_least": value }),
        Target::AtMost(value) => json!({ "at_most": value }),
    });
    json!({
        "what": row.what,
        "who": row.who,
        "unit": row.unit.name(),
        "median": row.median(),
        "least": row.least(),
        "most": row.most(),
        "samples": row.samples,
        "target": target,
        "met": row.is_met(),
    })
}

/// Writes all tables as one JSON object.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_json(tables: &[Table], out: &mut dyn Write) -> io::Result<()> {
    let parts: Vec<Value> = tables.iter().map(Table::json).collect();
    let document = json!({ "schema": 1, "machine": machine_json(), "parts": parts });
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// The machine as an object.
fn machine_json() -> Value {
    machine::lines()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Unit;

    #[test]
    fn columns_are_aligned_and_nothing_is_said_twice() {
        let rows = vec![
            Row::new("a wall", "thread", Unit::Time, vec![1e9]),
            Row::new("a wall", "async_tokio", Unit::Time, vec![20e6]),
        ];
        let text = Table { name: "processes", how: "How.".to_owned(), rows }.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["How.", ""]);
        assert_eq!(lines[3], "a wall");
        assert_eq!(lines[4], "  thread        1.00 s    1.00 s .. 1.00 s");
        assert_eq!(lines[5], "  async_tokio  20.0 ms  20.0 ms .. 20.0 ms");
    }

    #[test]
    fn json_has_every_measurement() {
        let row = Row::new("x", "y", Unit::Ratio, vec![1.0, 3.0]).target(Target::AtMost(2.0), false);
        let mut out = Vec::new();
        write_json(&[Table { name: "recorder", how: String::new(), rows: vec![row] }], &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        let row = &read["parts"][0]["rows"][0];
        assert_eq!(row["samples"], json!([1.0, 3.0]));
        assert_eq!((&row["median"], &row["met"], &row["target"]["at_most"]), (&json!(2.0), &json!(true), &json!(2.0)));
    }
}
