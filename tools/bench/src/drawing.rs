//! What drawing many spans costs, in the terminal and as SVG, with each kind of lanes. Each figure is drawn by a process of its
//! own, `src/bin/draw.rs`.

use crate::options::Options;
use crate::programs;
use crate::rounds::{in_turns, json, run, say};
use crate::row::{Row, Target, Unit};
use crate::show::Table;
use std::process::Command;
use timing::report::sentences::plural;
use timing::workload::show_count;

/// Measures it.
///
/// # Errors
/// Where the program cannot be built or run.
pub fn measure(options: &Options) -> Result<Table, String> {
    let rounds = options.rounds(7);
    let spans: u64 = if options.smoke { 1_000 } else { 1_000_000 };
    let built = programs::build(&["build", "--package=bench", "--bin=draw"], options)?;
    let draw = artifacts::find(&built, "draw")?;
    let contestants = [
        ("terminal", "task"),
        ("terminal", "thread"),
        ("terminal", "core"),
        ("svg", "task"),
        ("svg", "thread"),
        ("svg", "core"),
    ];
    say(&format!("drawing, {}", plural(rounds as u64, "round")));
    let measured = in_turns(&contestants, rounds, |(kind, lanes)| {
        let printed = json(&run(Command::new(draw).args([kind, lanes, &spans.to_string()[..]]))?)?;
        let number = |key: &str| printed[key].as_f64().ok_or_else(|| format!("draw printed no {key}"));
        Ok((number("wall_ns")?, number("bytes")?))
    })?;
    let mut rows = Vec::new();
    let name = |kind: &str| if kind == "svg" { "SVG".to_owned() } else { format!("in the {kind}") };
    for ((kind, lanes), measured) in contestants.iter().zip(&measured) {
        let walls = measured.iter().map(|(wall_ns, _)| *wall_ns).collect();
        let who = format!("a lane for each {lanes}");
        rows.push(
            Row::new(format!("{}: time", name(kind)), who, Unit::Time, walls)
                .target(Target::AtMost(1e9), options.smoke),
        );
    }
    for ((kind, lanes), measured) in contestants.iter().zip(&measured).filter(|((kind, _), _)| *kind == "svg") {
        let sizes = measured.iter().map(|(_, bytes)| *bytes).collect();
        let who = format!("a lane for each {lanes}");
        rows.push(
            Row::new(format!("{}: size", name(kind)), who, Unit::Bytes, sizes)
                .target(Target::AtMost(1e6), options.smoke),
        );
    }
    let how = format!(
        "Drawing {} spans: {}, each figure drawn by a process of its own.",
        show_count(spans),
        plural(rounds as u64, "round")
    );
    Ok(Table { name: "drawing", how, rows })
}
