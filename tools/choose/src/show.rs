//! The answer as people read it in a terminal.

use crate::allowed::Out;
use crate::answer::{Answer, Measured};
use crate::character::headline;
use crate::models::Model;
use crate::sentences::{changes, is_as_measured, reasons, show_ns, show_times, why_out};
use std::fmt::Write as _;
use timing::figure::Style;
use timing::figure::terminal::{Column, paragraph, table, wrap};
use timing::workload::{show_count, show_duration};

/// How far lists and commands are set in.
const INDENT: usize = 4;

/// The whole answer.
pub fn terminal(answer: &Answer, style: &Style) -> String {
    let mut out = paragraph(&headline(&answer.work()), style);
    for sentence in &answer.taken {
        out.push_str(&paragraph(sentence, style));
    }
    let _ = writeln!(out);
    out.push_str(&paragraph(
        &format!("The simplest that is fast: {}, {}.", answer.advice.name(), answer.advice.what()),
        style,
    ));
    let _ = writeln!(out, "\n{}\n", broken(&command(answer), style));
    for reason in reasons(answer) {
        out.push_str(&paragraph(&reason, style));
    }
    let _ = writeln!(out);
    out.push_str(&table(&columns(answer), style));
    let left_out: Vec<_> = answer.field.left_out().collect();
    if !left_out.is_empty() {
        let _ = writeln!(out, "\nLeft out:");
        for (models, why) in grouped(&left_out) {
            item(&mut out, &format!("{}: {why}", names(&models)), style);
        }
    }
    let changes = changes(answer);
    if !changes.is_empty() {
        let _ = writeln!(out, "\nWhat would change the answer:");
        changes.iter().for_each(|change| item(&mut out, change, style));
    }
    let _ = writeln!(out);
    let spent = show_duration(answer.spent.as_nanos() as u64);
    out.push_str(&paragraph(
        &format!("Measured here in {spent}; on another machine the answer may be another."),
        style,
    ));
    out
}

/// A command, set in. Where it is too long for the terminal, it goes on in the next line in a way that shells understand.
fn broken(command: &str, style: &Style) -> String {
    let between = format!(" \\\n{:INDENT$}", "");
    format!("{:INDENT$}{}", "", wrap(command, style.width().saturating_sub(INDENT + 2)).join(&between))
}

/// The command that has the advised model do this work.
pub fn command(answer: &Answer) -> String {
    let flags = answer.field.question.flags(&answer.work()).join(" ");
    format!("just demo-{} {flags}", answer.advice.name().replace('_', "-"))
}

fn columns(answer: &Answer) -> Vec<Column> {
    let mut rows = answer.measured();
    rows.sort_by(|one, other| one.whole.likely.total_cmp(&other.whole.likely));
    let column = |head: &str, cell: &dyn Fn(&Measured) -> String| Column::new(head, rows.iter().map(cell));
    vec![
        column("model", &|row| {
            if row.model == answer.advice { format!("{} *", row.model.name()) } else { row.model.name().to_owned() }
        }),
        column("tasks run", &|row| show_count(row.work.tasks as u64)),
        column("runs", &|row| row.runs.to_string()),
        column("median", &|row| show_duration(row.wall_ns)),
        column("spread", &|row| show_duration(row.range_ns.1 - row.range_ns.0)),
        column("the whole", &|row| {
            let about = if is_as_measured(row, answer) { "" } else { "~" };
            format!("{about}{}", show_ns(row.whole.likely))
        }),
        column("x ideal", &|row| row.times_ideal.map_or_else(|| "-".to_owned(), show_times)),
    ]
}

/// A line of a list, set in.
fn item(out: &mut String, text: &str, style: &Style) {
    for (number, line) in wrap(text, style.width().saturating_sub(INDENT)).into_iter().enumerate() {
        let _ = writeln!(out, "{:INDENT$}{line}", if number == 0 { "  - " } else { "" });
    }
}

/// Those that were left out for the same reason, together.
fn grouped(left_out: &[(Model, &Out)]) -> Vec<(Vec<Model>, String)> {
    let mut groups: Vec<(Vec<Model>, String)> = Vec::new();
    for (model, out) in left_out {
        let why = why_out(out);
        match groups.iter_mut().find(|(_, other)| *other == why) {
            Some((models, _)) => models.push(*model),
            None => groups.push((vec![*model], why)),
        }
    }
    groups
}

fn names(models: &[Model]) -> String {
    models.iter().map(|model| model.name()).collect::<Vec<_>>().join(", ")
}
