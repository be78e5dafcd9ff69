//! All that was measured, and the plan, as tables, sentences and plots.

use crate::Found;
use crate::climb::{By, Climb, Step};
use crate::machine::Limit;
use crate::models::Shape;
use crate::plan::{CONNECTIONS, Plan};
use plots::{Figure, LinePlot, Panel, Scale, Series, Unit};
use timing::figure::Style;
use timing::figure::terminal::{Column, paragraph, table};
use timing::report::sentences::{or_unknown, plural, show_size};
use timing::workload::{show_count, show_duration};

/// Everything, for a terminal.
pub fn terminal(found: &Found, style: &Style) -> String {
    let mut out = paragraph(&title(found), style);
    out.push('\n');
    let plots = plots_of(found);
    for plot in &plots {
        out.push_str(&plots::terminal::draw_panel(&Panel::Lines(plot.clone()), style));
        out.push('\n');
    }
    if let Some(plot) = plots.first() {
        out.push_str(&plots::terminal::legend(plot, style));
        out.push('\n');
    }
    for (heading, cell) in QUANTITIES {
        out.push_str(&paragraph(heading, style));
        out.push_str(&table(&columns(&found.climbs, cell), style));
        out.push('\n');
    }
    out.push_str(&paragraph("How far each went", style));
    out.push_str(&table(&ends(&found.climbs), style));
    out.push('\n');
    out.extend(stops(&found.climbs).iter().map(|text| paragraph(text, style)));
    out.extend(notes(found).iter().map(|text| paragraph(text, style)));
    if let Some(plan) = &found.plan {
        out.push('\n');
        let heading = format!("{} connections that wait", show_count(CONNECTIONS));
        out.push_str(&paragraph(&heading, style));
        out.push_str(&table(&plan_columns(plan), style));
        out.push('\n');
        out.extend(deciding_limits(plan).iter().map(|text| paragraph(text, style)));
        out.push_str(&paragraph("What this takes for granted:", style));
        out.extend(plan.assumptions.iter().map(|text| paragraph(&format!("- {text}"), style)));
    }
    out
}

/// The plots, for a document.
pub fn figure(found: &Found) -> Figure {
    let last = |climb: &Climb| {
        let step = climb.steps.last()?;
        Some(format!("{}: {} in {}", climb.model.name, plural(step.tasks, "task"), show_duration(step.wall_ns)))
    };
    let reached: Vec<String> = found.climbs.iter().filter_map(last).collect();
    Figure {
        title: title(found),
        description: format!(
            "Three plots by the number of tasks, both axes logarithmic: wall time, efficiency and memory, a line for each model. Where \
             each ends: {}.",
            reached.join("; ")
        ),
        panels: plots_of(found).into_iter().map(Panel::Lines).collect(),
        text: stops(&found.climbs).into_iter().chain(notes(found)).collect(),
    }
}

fn title(found: &Found) -> String {
    let wait = show_duration(found.request.wait.as_nanos() as u64);
    format!("How far each model goes: more and more tasks, each waits {wait}")
}

/// A quantity of a step, as a cell of a table.
type Cell = fn(&Step) -> String;

const QUANTITIES: [(&str, Cell); 3] = [
    ("Wall", |step| show_duration(step.wall_ns)),
    ("Efficiency", |step| show_share(step.efficiency)),
    ("Memory", |step| or_unknown(step.memory_bytes.map(show_size))),
];

fn show_share(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 1.0 { format!("{percent:.2}%") } else { format!("{percent:.0}%") }
}

fn plots_of(found: &Found) -> Vec<LinePlot> {
    let plot = |heading: &str, name: &str, unit: Unit, value: &dyn Fn(&Step) -> Option<f64>| LinePlot {
        heading: heading.to_owned(),
        x: Scale::new("tasks", Unit::Count),
        y: Scale::new(name, unit),
        series: (found.climbs.iter())
            .map(|climb| {
                let points = climb.steps.iter().filter_map(|step| Some((step.tasks as f64, value(step)?)));
                Series::new(climb.model.name, points.collect())
            })
            .collect(),
    };
    vec![
        plot("Wall: how long all tasks took", "wall", Unit::Time, &|step| Some(step.wall_ns as f64)),
        plot(
            "Efficiency: the time of the best schedule there can be, as a part of the wall time",
            "efficiency",
            Unit::Share,
            &|step| Some(step.efficiency),
        ),
        plot("Memory: the peak of resident memory", "memory", Unit::Size, &|step| {
            step.memory_bytes.map(|bytes| bytes as f64)
        }),
    ]
}

/// The counts that the tables show: every fourth doubling, and where each model ended. The plots and the JSON have all.
fn shown_counts(climbs: &[Climb]) -> Vec<u64> {
    let is_fourth = |tasks: &u64| tasks.is_power_of_two() && tasks.trailing_zeros().is_multiple_of(4);
    let run = climbs.iter().flat_map(|climb| &climb.steps).map(|step| step.tasks);
    let mut counts: Vec<u64> = run.filter(is_fourth).chain(climbs.iter().map(Climb::reached)).collect();
    counts.retain(|tasks| *tasks > 0);
    counts.sort_unstable();
    counts.dedup();
    counts
}

/// A column for each model, a row for each count.
fn columns(climbs: &[Climb], cell: Cell) -> Vec<Column> {
    let counts = shown_counts(climbs);
    let of = |climb: &Climb| {
        let at = |tasks: &u64| climb.steps.iter().find(|step| step.tasks == *tasks).map_or(String::new(), cell);
        Column::new(climb.model.name, counts.iter().map(at).collect::<Vec<String>>())
    };
    let tasks = Column::new("tasks", counts.iter().map(|tasks| show_count(*tasks)));
    let with_steps = climbs.iter().filter(|climb| !climb.steps.is_empty());
    [tasks].into_iter().chain(with_steps.map(of)).collect()
}

/// A row for each model: its last step, and what a task takes.
fn ends(climbs: &[Climb]) -> Vec<Column> {
    let last = |of: Cell| climbs.iter().map(move |climb| climb.steps.last().map_or("-".to_owned(), of));
    vec![
        Column::new("model", climbs.iter().map(|climb| climb.model.name.to_owned())),
        Column::new("tasks", climbs.iter().map(|climb| show_count(climb.reached()))),
        Column::new("at once", last(|step| show_count(step.concurrency_peak))),
        Column::new("wall", last(QUANTITIES[0].1)),
        Column::new("efficiency", last(QUANTITIES[1].1)),
        Column::new("memory", last(QUANTITIES[2].1)),
        Column::new(
            "a task",
            climbs.iter().map(|climb| climb.task_bytes().map_or("-".to_owned(), |bytes| show_size(bytes as u64))),
        ),
    ]
}

/// What stopped each model, in sentences.
fn stops(climbs: &[Climb]) -> Vec<String> {
    let said = |climb: &Climb| {
        let stop = climb.stop.as_ref().filter(|stop| stop.by != By::Done)?;
        let raise = stop.raise.as_ref().map_or(String::new(), |raise| format!(" ({raise})"));
        let reached = match climb.reached() {
            0 => "ran nothing".to_owned(),
            tasks => format!("stopped at {}", plural(tasks, "task")),
        };
        Some(format!("{} {reached}: {}{raise}.", climb.model.name, stop.reason))
    };
    let done = climbs.iter().filter(|climb| climb.stop.as_ref().is_some_and(|stop| stop.by == By::Done));
    let done: Vec<&str> = done.map(|climb| climb.model.name).collect();
    let all = (!done.is_empty()).then(|| format!("{} ran all tasks that were asked for.", done.join(", ")));
    climbs.iter().filter_map(said).chain(all).collect()
}

/// What is to be known of the figures.
fn notes(found: &Found) -> Vec<String> {
    let mut said = Vec::new();
    for climb in &found.climbs {
        let last = climb.steps.last().filter(|step| step.concurrency_peak < step.tasks);
        let holds_all = !matches!(climb.model.shape, Shape::Few(_));
        if let Some(step) = last.filter(|_| holds_all) {
            said.push(format!(
                "{}: of {} at most {} were under way at once. The first had ended before the last was started.",
                climb.model.name,
                plural(step.tasks, "task"),
                show_count(step.concurrency_peak)
            ));
        }
    }
    let is_there = |name: &str| found.climbs.iter().any(|climb| climb.model.name == name && !climb.steps.is_empty());
    if is_there("thread_pool") {
        said.push("thread_pool has 4 threads, as its demo has by itself.".to_owned());
    }
    if is_there("multiprocess") {
        said.push(
            "multiprocess has a process for each task. Its memory is the sum over its processes, in which pages that they share count \
             once for each: it takes less."
                .to_owned(),
        );
    }
    said.push(
        "Memory is the peak of resident memory, with the demo's record of each task in it, and without what the kernel keeps. \"A task\" \
         is what each further task added, by regression over all counts."
            .to_owned(),
    );
    if found.machine.profile == "debug" {
        said.push("This is a debug build. Take numbers from a release build (cargo run --release).".to_owned());
    }
    if found.interrupted {
        said.push("Ended by Ctrl-C: this is what was done until then.".to_owned());
    }
    said
}

fn plan_columns(plan: &Plan) -> Vec<Column> {
    let rows = || plan.rows.iter();
    let size = |bytes: f64| show_size(bytes as u64);
    let count = |machines: Option<u64>| or_unknown(machines.map(show_count));
    let by_limits = rows().map(|row| row.machines_by_limit.as_ref().map(|(machines, _)| *machines));
    vec![
        Column::new("model", rows().map(|row| row.model.to_owned())),
        Column::new("a task", rows().map(|row| size(row.task_bytes))),
        Column::new("in the kernel", rows().map(|row| size(row.kernel_bytes))),
        Column::new("all of it", rows().map(|row| size(row.whole_bytes))),
        Column::new("machines: memory", rows().map(|row| count(row.machines_by_memory))),
        Column::new("limits", by_limits.map(count)),
    ]
}

/// Which limits decide how many machines it takes, each with the models for which it does.
fn deciding_limits(plan: &Plan) -> Vec<String> {
    let mut limits: Vec<(&Limit, Vec<&str>)> = Vec::new();
    for row in &plan.rows {
        let Some((_, limit)) = &row.machines_by_limit else { continue };
        match limits.iter_mut().find(|(known, _)| *known == limit) {
            Some((_, models)) => models.push(row.model),
            None => limits.push((limit, vec![row.model])),
        }
    }
    let said = |(limit, models): (&Limit, Vec<&str>)| {
        let (value, models) = (show_count(limit.value), models.join(", "));
        format!(
            "As it is set here, {} allows {value} on a machine: the limit of {models} ({}).",
            limit.name, limit.raise
        )
    };
    limits.into_iter().map(said).collect()
}
