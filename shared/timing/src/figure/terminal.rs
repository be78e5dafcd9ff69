//! The figure for a terminal.

use super::axis::ticks;
use super::paint::{Painting, paint, under_way};
use crate::report::{Pulse, Report, Run, sentences};
use crate::span::State;
use crate::workload::{Lanes, show_count, show_duration};
use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How the figure is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns from edge to edge.
    pub width: usize,
    /// Whether there may be more than ASCII.
    pub unicode: bool,
    /// Whether there may be colours.
    pub color: bool,
    /// What has a lane.
    pub lanes: Lanes,
    /// The most lanes that a run has.
    pub lanes_most: usize,
    /// Whether how many tasks are under way is drawn, where tasks share lanes.
    pub chart: bool,
    /// The moments, in nanoseconds from the start of a run, between which it is drawn once more.
    pub zoom: Option<(u64, u64)>,
}

/// Narrower than this, nothing can be read, and nothing is drawn narrower.
pub const WIDTH_LEAST: usize = 20;
/// Wider than this, a figure does not get better.
pub const WIDTH_MOST: usize = 200;

impl Style {
    /// The columns that are drawn on.
    pub fn width(&self) -> usize {
        self.width.clamp(WIDTH_LEAST, WIDTH_MOST)
    }

    /// The character that stands for a state.
    pub fn glyph(&self, state: State) -> char {
        match (state, self.unicode) {
            (State::Waiting, true) => '─',
            (State::Computing, true) => '█',
            (State::Late, true) => '▒',
            (State::Waiting, false) => '-',
            (State::Computing, false) => '#',
            (State::Late, false) => '!',
        }
    }

    /// `text` in the colour of a state. The colours are of Okabe and Ito's palette, which people with any kind of colour
    /// vision can tell apart (<https://jfly.uni-koeln.de/color/>), in the nearest of the 256 that terminals have.
    pub fn paint(&self, state: State, text: &str) -> String {
        let number = match state {
            State::Waiting => 74,
            State::Computing => 214,
            State::Late => 175,
        };
        if self.color { format!("\x1b[38;5;{number}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// `text` in the characters that there may be.
    fn spell<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let may_be = |c: char| self.unicode || c.is_ascii();
        match text.chars().all(may_be) {
            true => text.into(),
            false => text.chars().map(|c| if may_be(c) { c } else { '?' }).collect(),
        }
    }

    /// `text`, broken into lines as wide as the figure.
    fn wrap(&self, text: &str) -> Vec<String> {
        wrap(&self.spell(text), self.width())
    }

    fn bold(&self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn faint(&self, text: &str) -> String {
        if self.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The whole report: for each run its lanes, all on one axis, and the numbers.
pub fn draw(report: &Report, style: &Style) -> String {
    let mut out = String::new();
    match &report.runs[..] {
        [run] => {
            let what = format!("demo_{}: {}", report.demo, sentences::workload(run));
            heading(&mut out, &what, style);
            let axis = Axis::of([run], style);
            out.push_str(&lanes(run, &axis, style));
            out.push_str(&axis.draw(style));
            zoomed(&mut out, run, style);
            out.push_str(&legend(run.heartbeat.is_some(), style));
            out.push('\n');
            heading(&mut out, &sentences::headline(run), style);
            for (word, text) in sentences::numbers(run, &report.machine) {
                hang(&mut out, word, &text, style);
            }
            notes(&mut out, run, style);
            failures(&mut out, run, style);
        }
        [] => heading(&mut out, &format!("demo_{}: nothing was run", report.demo), style),
        runs => {
            let axis = Axis::of(runs, style);
            let tells_turns = sentences::turns_matter(runs);
            for run in runs {
                let what = format!("demo_{}, {}: {}", report.demo, run.name, sentences::workload(run));
                heading(&mut out, &what, style);
                out.push_str(&lanes(run, &axis, style));
                out.push_str(&axis.draw(style));
                zoomed(&mut out, run, style);
                out.push_str(&paragraph(&sentences::headline(run), style));
                if tells_turns {
                    out.extend(sentences::turns(run).map(|text| paragraph(&text, style)));
                }
                notes(&mut out, run, style);
                failures(&mut out, run, style);
                out.push('\n');
            }
            out.push_str(&legend(runs.iter().any(|run| run.heartbeat.is_some()), style));
            out.push('\n');
            out.push_str(&contrast(runs, style));
        }
    }
    if report.machine.profile == "debug" {
        let warning = "This is a debug build. Take numbers from a release build (cargo run --release).";
        for line in style.wrap(warning) {
            let _ = writeln!(out, "{}", style.faint(&line));
        }
    }
    out
}

/// A part of the run, where one was asked for, on an axis of its own.
fn zoomed(out: &mut String, run: &Run, style: &Style) {
    let Some((from_ns, to_ns)) = style.zoom else { return };
    let (from, to) = (show_duration(from_ns), show_duration(to_ns));
    if from_ns >= run.wall_ns {
        out.push_str(&paragraph(&format!("From {from} to {to} there is nothing: the run was over before."), style));
        return;
    }
    out.push_str(&paragraph(&format!("The same from {from} to {to}:"), style));
    let axis = Axis { from_ns, ns: to_ns - from_ns, ..Axis::of([run], style) };
    out.push_str(&lanes(&run.between(from_ns, to_ns), &axis, style));
    out.push_str(&axis.draw(style));
}

fn heading(out: &mut String, text: &str, style: &Style) {
    for line in style.wrap(text) {
        let _ = writeln!(out, "{}", style.bold(&line));
    }
}

/// What only this demo knows.
fn notes(out: &mut String, run: &Run, style: &Style) {
    for note in &run.notes {
        out.push_str(&paragraph(&note.sentence, style));
    }
}

fn failures(out: &mut String, run: &Run, style: &Style) {
    for line in sentences::failures(run, 10).iter().flat_map(|failure| style.wrap(failure)) {
        let _ = writeln!(out, "{}", style.paint(State::Late, &line));
    }
    if run.interrupted {
        heading(out, "Ended by Ctrl-C: this is what was done until then.", style);
    }
}

/// The numbers in which several runs differ.
fn contrast(runs: &[Run], style: &Style) -> String {
    let has_heartbeat = runs.iter().any(|run| run.heartbeat.is_some());
    let mut columns = vec![
        Column::new("run", runs.iter().map(|run| run.name.clone())),
        Column::new("wall", runs.iter().map(|run| show_duration(run.wall_ns))),
        Column::new("at once", runs.iter().map(|run| show_count(run.concurrency_peak as u64))),
        Column::new(
            "cores busy",
            runs.iter().map(|run| sentences::or_unknown(run.cores_busy.map(|busy| format!("{busy:.2}")))),
        ),
        Column::new(
            "threads",
            runs.iter().map(|run| sentences::or_unknown(run.threads_peak.map(|count| count.to_string()))),
        ),
    ];
    if has_heartbeat {
        let late = |run: &Run| run.heartbeat.as_ref().map(|pulse| show_duration(pulse.late_max_ns));
        let late = runs.iter().map(|run| sentences::or_unknown(late(run)));
        columns.insert(2, Column::new("heartbeat late", late));
    }
    table(&columns, style)
}

/// The time axis that lanes are drawn on, and the width of the labels beside them.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Where it begins, in nanoseconds from the start of a run.
    from_ns: u64,
    /// How long it is.
    pub(super) ns: u64,
    label: usize,
    columns: usize,
}

impl Axis {
    /// An axis on which all these runs have room.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a Run>, style: &Style) -> Axis {
        let mut axis = Axis { from_ns: 0, ns: 0, label: 0, columns: 0 };
        for run in runs {
            axis.ns = axis.ns.max(run.wall_ns);
            let names =
                paint(run, style.lanes, style.lanes_most, run.wall_ns, 1).into_iter().map(|lane| lane.label.len());
            let heartbeat = run.heartbeat.is_some().then_some("heartbeat".len());
            let chart = has_chart(run, style).then_some("under way".len());
            axis.label = names.chain(heartbeat).chain(chart).fold(axis.label, usize::max);
        }
        axis.label = axis.label.min(style.width() / 3);
        axis.columns = style.width() - axis.label - 1;
        axis
    }

    /// The line of marks under the lanes.
    pub fn draw(&self, style: &Style) -> String {
        match axis_text(self.from_ns, self.ns, self.columns) {
            marks if marks.is_empty() => "\n".to_owned(), // in a narrow window there may be no round moment
            marks => format!("{:<label$} {}\n", "", style.faint(&marks), label = self.label),
        }
    }
}

fn has_chart(run: &Run, style: &Style) -> bool {
    style.chart && style.lanes == Lanes::Task && run.workload.tasks > style.lanes_most
}

/// A run's lanes.
pub fn lanes(run: &Run, axis: &Axis, style: &Style) -> String {
    let mut out = String::new();
    let Axis { ns, label, columns, .. } = *axis;
    let lanes = paint(run, style.lanes, style.lanes_most, ns, columns);
    if let Some(pulse) = &run.heartbeat {
        line(&mut out, label, "heartbeat", &heartbeat_lane(pulse, run.wall_ns, ns, columns, style));
    }
    for lane in &lanes {
        line(&mut out, label, &lane.label, &lane_text(lane, style));
    }
    if lanes.is_empty() && style.lanes == Lanes::Core {
        out.push_str(&paragraph("No task computes here, and on a core only computing is drawn.", style));
    }
    if has_chart(run, style) {
        for (row, text) in under_way_rows(&under_way(&lanes), style).into_iter().enumerate() {
            let word = match row {
                0 => "under way".to_owned(),
                1 => format!("max {}", compact(run.concurrency_peak)),
                _ => String::new(),
            };
            line(&mut out, label, &word, &style.faint(&text));
        }
    }
    out
}

/// A label and what stands beside it, without spaces at the end.
fn line(out: &mut String, label: usize, word: &str, text: &str) {
    let line = format!("{word:<label$.label$} {text}");
    let _ = writeln!(out, "{}", line.trim_end());
}

/// A column of a table: the first is set to the left, the others to the right.
pub struct Column {
    head: String,
    cells: Vec<String>,
}

impl Column {
    /// A column with its heading and its cells.
    pub fn new(head: &str, cells: impl IntoIterator<Item = String>) -> Column {
        let harmless = |cell: String| cell.replace(char::is_control, " ");
        Column { head: head.to_owned(), cells: cells.into_iter().map(harmless).collect() }
    }

    fn cell(&self, row: usize) -> &str {
        self.cells.get(row).map_or("", String::as_str)
    }

    fn width(&self) -> usize {
        self.cells.iter().chain([&self.head]).map(|cell| cell.width()).max().unwrap_or(0)
    }

    fn spelt(&self, style: &Style) -> Column {
        let cells = self.cells.iter().map(|cell| style.spell(cell).into_owned()).collect();
        Column { head: self.head.clone(), cells }
    }
}

/// A table. Where it is wider than the style allows, it is broken into several, each with the first column, and without the rows in
/// which there is nothing else. Where not even two columns have room, each row becomes a list.
pub fn table(columns: &[Column], style: &Style) -> String {
    const GAP: usize = 2;
    let columns: Vec<Column> = columns.iter().map(|column| column.spelt(style)).collect();
    let Some((first, rest)) = columns.split_first() else { return String::new() };
    let widest = rest.iter().map(Column::width).max().unwrap_or(0);
    if first.width() + GAP + widest > style.width() {
        return lists(&columns, style);
    }
    let mut out = String::new();
    let mut rest = rest;
    while !rest.is_empty() {
        let mut used = first.width();
        let fits = rest.iter().take_while(|column| {
            used += GAP + column.width();
            used <= style.width()
        });
        let (now, later) = rest.split_at(fits.count().max(1));
        if !out.is_empty() {
            out.push('\n');
        }
        let row = |cell: &dyn Fn(&Column) -> String| {
            let room = |column: &Column| " ".repeat(column.width() - cell(column).width());
            let mut row = cell(first) + &room(first);
            for column in now {
                let _ = write!(row, "{:GAP$}{}{}", "", room(column), cell(column));
            }
            row.trim_end().to_owned()
        };
        let _ = writeln!(out, "{}", style.faint(&row(&|column| column.head.clone())));
        for number in (0..first.cells.len()).filter(|number| now.iter().any(|column| !column.cell(*number).is_empty()))
        {
            let _ = writeln!(out, "{}", row(&|column| column.cell(number).to_owned()));
        }
        rest = later;
    }
    out
}

fn axis_text(from_ns: u64, axis_ns: u64, columns: usize) -> String {
    let marks = ticks(from_ns, from_ns + axis_ns, columns / 12);
    let mut line = vec![' '; columns];
    for (moment, label) in marks {
        let at = (moment as f64 / axis_ns.max(1) as f64 * columns as f64) as usize;
        let at = at.min(columns.saturating_sub(label.len()));
        if at > 0 && line[at - 1] != ' ' {
            continue; // no room
        }
        for (place, character) in label.chars().enumerate() {
            if let Some(cell) = line.get_mut(at + place) {
                *cell = character;
            }
        }
    }
    line.into_iter().collect::<String>().trim_end().to_owned()
}

/// What the characters mean.
pub fn legend(heartbeat: bool, style: &Style) -> String {
    let late = if style.width() < 40 { "late" } else { "late: ready, but not running" };
    let computing = match style.lanes {
        Lanes::Task => "computing",
        _ if style.width() < 40 => "computing",
        _ => "computing (0, 1: which task)",
    };
    let parts = [(State::Waiting, "waiting"), (State::Computing, computing), (State::Late, late)];
    let mut items: Vec<(String, usize)> = parts
        .into_iter()
        .map(|(state, word)| {
            let glyph = style.glyph(state).to_string();
            (format!("{} {word}", style.paint(state, &glyph)), word.chars().count() + 2)
        })
        .collect();
    if heartbeat {
        let tick = tick_glyph(style);
        items.push((format!("{tick} tick"), 6));
    }
    let mut out = String::new();
    let mut used = 0;
    for (text, width) in items {
        if used > 0 && used + 3 + width > style.width() {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push_str("   ");
            used += 3;
        }
        out.push_str(&text);
        used += width;
    }
    out.push('\n');
    out
}

fn tick_glyph(style: &Style) -> char {
    if style.unicode { '•' } else { '*' }
}

/// A lane, in which a computing task is told by its number where the lane is not its own and few enough share it.
fn lane_text(lane: &Painting, style: &Style) -> String {
    let text: Vec<(Option<State>, char)> = (lane.shown.iter().zip(&lane.tasks))
        .map(|(state, task)| match (state, task) {
            (None, _) => (None, ' '),
            (Some(State::Computing), Some(task)) => {
                let digit = char::from_digit(*task, 36).unwrap_or(style.glyph(State::Computing));
                (Some(State::Computing), digit)
            }
            (Some(state), _) => (Some(*state), style.glyph(*state)),
        })
        .collect();
    colored(&text, style)
}

/// Draws neighbours in one state with one colour change; without trailing spaces.
fn colored(text: &[(Option<State>, char)], style: &Style) -> String {
    let end = text.iter().rposition(|(state, _)| state.is_some()).map_or(0, |last| last + 1);
    text[..end]
        .chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| {
            let letters: String = chunk.iter().map(|(_, letter)| letter).collect();
            chunk[0].0.map_or(letters.clone(), |state| style.paint(state, &letters))
        })
        .collect()
}

fn heartbeat_lane(pulse: &Pulse, wall_ns: u64, axis_ns: u64, columns: usize, style: &Style) -> String {
    let column = |moment: u64| ((moment as f64 / axis_ns.max(1) as f64 * columns as f64) as usize).min(columns - 1);
    let mut line: Vec<Option<State>> = vec![None; columns];
    let mut last = 0;
    for &moment in pulse.ticks_at_ns.iter().chain([&wall_ns]) {
        if moment > last + 2 * pulse.every_ns {
            line[column(last + pulse.every_ns)..column(moment)].fill(Some(State::Late));
        }
        last = moment;
    }
    for &moment in &pulse.ticks_at_ns {
        line[column(moment)] = Some(State::Waiting); // stands for a tick here
    }
    let glyph = |state| if state == State::Late { style.glyph(state) } else { tick_glyph(style) };
    let text: Vec<_> = line.into_iter().map(|state| (state, state.map_or(' ', glyph))).collect();
    colored(&text, style)
}

/// A chart of how many tasks are under way, three rows high.
fn under_way_rows(counts: &[f32], style: &Style) -> Vec<String> {
    const ROWS: usize = 3;
    let levels: &[char] = if style.unicode {
        &[' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
    } else {
        &[' ', '.', ':', '#']
    };
    let top = levels.len() - 1;
    let most = counts.iter().copied().fold(0.0, f32::max).max(1e-9);
    (0..ROWS)
        .rev()
        .map(|row| {
            let text: String = counts
                .iter()
                .map(|count| {
                    let height = (count / most * (ROWS * top) as f32).ceil() as usize;
                    levels[height.saturating_sub(row * top).min(top)]
                })
                .collect();
            text.trim_end().to_owned()
        })
        .collect()
}

/// `1,234` up to 99,999, then `100k`, `1M`.
fn compact(count: usize) -> String {
    match count {
        0..100_000 => show_count(count as u64),
        100_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{:.1}M", count as f64 / 1e6),
    }
}

/// A word and its text, which is indented where it needs more than a line.
fn hang(out: &mut String, word: &str, text: &str, style: &Style) {
    const INDENT: usize = 12;
    for (number, line) in wrap(&style.spell(text), style.width() - INDENT).into_iter().enumerate() {
        let word = if number == 0 { word } else { "" };
        let _ = writeln!(out, "{} {line}", style.faint(&format!("{word:<width$}", width = INDENT - 1)));
    }
}

/// Text, broken into lines as wide as the style allows.
pub fn paragraph(text: &str, style: &Style) -> String {
    style.wrap(text).into_iter().map(|line| line + "\n").collect()
}

/// Breaks text into lines of at most `width` columns, between words; a longer word is cut. What could disturb a terminal is left out.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if used > 0 && used + 1 + word.chars().map(columns).sum::<usize>() > width {
            lines.push(String::new());
            used = 0;
        } else if used > 0 {
            lines.last_mut().expect("there is always a line").push(' ');
            used += 1;
        }
        for character in word.chars() {
            if used > 0 && used + columns(character) > width {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("there is always a line").push(character);
            used += columns(character);
        }
    }
    lines
}

/// The columns that a character takes, at most. One that stands on the one before it takes none, or has that one drawn wider.
fn columns(character: char) -> usize {
    character.width().unwrap_or(1).max(1)
}

/// A table whose rows are lists of their cells.
fn lists(columns: &[Column], style: &Style) -> String {
    let mut out = String::new();
    for number in 0..columns.first().map_or(0, |first| first.cells.len()) {
        for (place, column) in columns.iter().enumerate() {
            match column.cell(number) {
                cell if place == 0 => out.push_str(&paragraph(cell, style)),
                "" => (),
                cell => out.push_str(&paragraph(&format!("{}: {cell}", column.head), style)),
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{self, Sketch};
    use proptest::prelude::*;

    const PLAIN: Style =
        Style { width: 47, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };

    /// Two tasks: one waits and computes, one is late in between.
    fn two_tasks() -> Vec<Sketch> {
        let ms = 1_000_000;
        vec![(0, vec![(0, 200 * ms), (1, 100 * ms)]), (100 * ms, vec![(0, 100 * ms), (2, 100 * ms), (1, 100 * ms)])]
    }

    #[test]
    fn lanes_show_what_was_done_when() {
        let report = example::report(&[two_tasks()], false, 0);
        let axis = Axis::of(&report.runs, &PLAIN);
        let drawn = lanes(&report.runs[0], &axis, &PLAIN);
        assert_eq!(drawn, "task 0 ────────────────────██████████\ntask 1           ──────────▒▒▒▒▒▒▒▒▒▒██████████\n");
        let ascii = lanes(&report.runs[0], &axis, &Style { unicode: false, ..PLAIN });
        assert_eq!(ascii, drawn.replace('─', "-").replace('█', "#").replace('▒', "!"));
    }

    #[test]
    fn a_figure_has_its_title_axis_legend_and_numbers() {
        let figure = draw(&example::report(&[two_tasks()], false, 1), &Style { width: 80, ..PLAIN });
        let lines: Vec<&str> = figure.lines().collect();
        assert_eq!(lines[0], "demo_blocking_mistake: 2 tasks, each waits 200 ms");
        assert!(lines[3].trim_start().starts_with('0') && lines[3].ends_with("400 ms"), "{figure}");
        assert_eq!(lines[4], "─ waiting   █ computing   ▒ late: ready, but not running");
        assert!(figure.contains("1 task waited 200 ms: 200 ms of waiting in 400 ms."));
        assert!(figure.contains("\ncores busy  1.25 of 2"));
        assert!(figure.contains("task 0 failed: because of 0"));
        assert!(figure.contains("This is a debug build."));
        assert!(!figure.contains("tick") && !figure.contains("Ctrl-C"));
    }

    #[test]
    fn several_runs_share_an_axis_a_legend_and_a_table() {
        let short = vec![(0, vec![(0, 100_000_000)])];
        let figure = draw(&example::report(&[two_tasks(), short], true, 0), &Style { width: 80, ..PLAIN });
        assert_eq!(figure.matches("400 ms\n").count(), 2, "both axes end at the longest run\n{figure}");
        assert_eq!(figure.matches("─ waiting").count(), 1);
        assert!(figure.contains("• tick"));
        let table: Vec<&str> = figure.lines().filter(|line| line.starts_with("run")).collect();
        assert_eq!(table[0], "run      wall  heartbeat late  at once  cores busy  threads");
        assert_eq!(table[1], "run-0  400 ms            5 ns        2        1.25    12345");
    }

    #[test]
    fn a_heartbeat_shows_its_ticks_and_where_they_did_not_come() {
        let pulse = Pulse { every_ns: 20, ticks_at_ns: vec![20, 100], late_max_ns: 60 };
        assert_eq!(heartbeat_lane(&pulse, 100, 100, 10, &PLAIN), "  • ▒▒▒▒▒•");
        let none = Pulse { every_ns: 20, ticks_at_ns: vec![], late_max_ns: 80 };
        assert_eq!(heartbeat_lane(&none, 100, 200, 10, &PLAIN), " ▒▒▒▒");
    }

    #[test]
    fn more_tasks_than_lanes_share_lanes_and_are_charted() {
        let tasks: Vec<Sketch> = (0..6).map(|task| (0, vec![(0, 100_000_000 * (task + 1))])).collect();
        let report = example::report(&[tasks], false, 0);
        let style = Style { lanes_most: 3, ..PLAIN };
        let drawn = lanes(&report.runs[0], &Axis::of(&report.runs, &style), &style);
        let labels: Vec<&str> = drawn.lines().map(|line| line.split("  ").next().unwrap_or("").trim()).collect();
        assert!(labels[0].starts_with("tasks 0-1"), "{drawn}");
        assert!(labels[2].starts_with("tasks 4-5"), "{drawn}");
        assert!(labels[3].starts_with("under way") && labels[4].starts_with("max 6"), "{drawn}");
        assert_eq!(drawn.lines().count(), 6);
        let without = Style { chart: false, ..style };
        assert_eq!(lanes(&report.runs[0], &Axis::of(&report.runs, &without), &without).lines().count(), 3);
    }

    #[test]
    fn a_window_is_drawn_once_more_with_its_own_moments() {
        let style = Style { zoom: Some((200_000_000, 300_000_000)), width: 60, ..PLAIN };
        let lines = |style| {
            draw(&example::report(&[two_tasks()], false, 0), &style).lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let whole = lines(Style { zoom: None, ..style });
        let zoomed = lines(style);
        let at = zoomed.iter().position(|line| line == "The same from 200 ms to 300 ms:").expect("no window");
        assert_eq!(zoomed[..at], whole[..at]);
        assert!(zoomed[at + 1].starts_with("task 0 ") && zoomed[at + 2].starts_with("task 1 "), "{zoomed:?}");
        assert!(zoomed[at + 3].trim_start().starts_with("200 ") && zoomed[at + 3].ends_with("300 ms"), "{zoomed:?}");
        assert_eq!(zoomed[at + 4..], whole[at..]);
        let after = Style { zoom: Some((5_000_000_000, 6_000_000_000)), ..style };
        assert!(lines(after).iter().any(|line| line.contains("there is nothing")));
    }

    #[test]
    fn a_lane_of_a_core_tells_the_tasks_apart() {
        let tasks = vec![(0, vec![(1, 20)]), (20, vec![(1, 10)]), (30, vec![(1, 10)])];
        let report = example::report(&[tasks], false, 0);
        let style = Style { width: 47, lanes: Lanes::Core, ..PLAIN };
        let axis = Axis::of(&report.runs, &style);
        assert_eq!(
            lanes(&report.runs[0], &axis, &style),
            format!("core 0 {}{}{}\n", "0".repeat(20), "1".repeat(10), "2".repeat(10))
        );
    }

    #[test]
    fn where_no_task_computes_no_core_has_a_lane_and_that_is_said() {
        let report = example::report(&[vec![(0, vec![(0, 20)])]], false, 0);
        let drawn = |by| {
            let style = Style { width: 80, lanes: by, ..PLAIN };
            lanes(&report.runs[0], &Axis::of(&report.runs, &style), &style)
        };
        assert_eq!(drawn(Lanes::Core), "No task computes here, and on a core only computing is drawn.\n");
        assert!(!drawn(Lanes::Task).contains("computes"));
    }

    #[test]
    fn a_chart_is_as_high_as_the_counts() {
        assert_eq!(under_way_rows(&[0.0, 1.0, 2.0, 3.0], &PLAIN), ["   █", "  ██", " ███"]);
        let ascii = Style { unicode: false, ..PLAIN };
        assert_eq!(under_way_rows(&[3.0, 0.5], &ascii), ["#", "#", "#:"]);
        assert_eq!(under_way_rows(&[0.0], &PLAIN), ["", "", ""]);
    }

    #[test]
    fn a_table_is_broken_where_it_is_too_wide() {
        let cells = |cells: [&str; 2]| cells.map(str::to_owned);
        let columns = [
            Column::new("demo", cells(["a", "bb"])),
            Column::new("wall", cells(["200 ms", "2 s"])),
            Column::new("memory of all", cells(["1 MB", "10 MB"])),
        ];
        let at = |width| table(&columns, &Style { width, ..PLAIN });
        assert_eq!(at(27), "demo    wall  memory of all\na     200 ms           1 MB\nbb       2 s          10 MB\n");
        assert_eq!(
            at(26),
            "demo    wall\na     200 ms\nbb       2 s\n\ndemo  memory of all\na              1 MB\nbb            10 MB\n"
        );
        let narrow = [Column::new("demo", cells(["a", "bb"])), Column::new("what it was about", cells(["x", "y"]))];
        assert_eq!(
            table(&narrow, &Style { width: 20, ..PLAIN }),
            "a\nwhat it was about: x\n\nbb\nwhat it was about: y\n\n"
        );
    }

    #[test]
    fn what_a_part_of_a_table_knows_nothing_of_is_not_in_it() {
        let cells = |cells: [&str; 2]| cells.map(str::to_owned);
        let columns = [
            Column::new("tasks", cells(["1", "16"])),
            Column::new("sequential", cells(["1.00 s", ""])),
            Column::new("thread", cells(["1.00 s", "1.01 s"])),
        ];
        let at = |width| table(&columns, &Style { width, ..PLAIN });
        assert_eq!(at(25), "tasks  sequential  thread\n1          1.00 s  1.00 s\n16                 1.01 s\n");
        assert_eq!(at(24), "tasks  sequential\n1          1.00 s\n\ntasks  thread\n1      1.00 s\n16     1.01 s\n");
        let list = "1\nsequential, alone: 1.00 s\n\n16\n\n";
        let narrow = [columns.into_iter().next().unwrap(), Column::new("sequential, alone", cells(["1.00 s", ""]))];
        assert_eq!(table(&narrow, &Style { width: 20, ..PLAIN }).replace(":\n", ": "), list);
    }

    #[test]
    fn large_counts_are_short() {
        for (count, shown) in [(99_999, "99,999"), (100_000, "100k"), (999_999, "999k"), (1_500_000, "1.5M")] {
            assert_eq!(compact(count), shown);
        }
    }

    #[test]
    fn widths_have_bounds() {
        let width = |width| Style { width, ..PLAIN }.width();
        assert_eq!([width(0), width(20), width(80), width(500)], [20, 20, 80, 200]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn any_figure_is_right_at_any_width(
            runs in proptest::collection::vec(example::lives(), 1..4), words in proptest::collection::vec(example::words(), 1..5),
            style in styles(), heartbeat: bool, failed in 0usize..6,
        ) {
            let report = example::renamed(example::report(&runs, heartbeat, failed), &words);
            check(&report, &style);
        }
    }

    fn styles() -> impl Strategy<Value = Style> {
        let lanes = proptest::sample::select(Lanes::NAMED.map(|(_, lanes)| lanes).to_vec());
        let zoom = proptest::option::of((0u64..500, 1u64..500));
        (0usize..600, any::<bool>(), lanes, zoom).prop_map(|(width, unicode, lanes, zoom)| {
            let zoom = zoom.map(|(from, length)| (from * 1_000_000, (from + length) * 1_000_000));
            Style { width, unicode, lanes, zoom, ..PLAIN }
        })
    }

    /// Checks that a figure has no line that is too wide, nor anything that would disturb a terminal, and is the same in colours.
    #[track_caller]
    fn check(report: &Report, style: &Style) -> String {
        let figure = draw(report, style);
        for line in figure.lines() {
            assert!(line.width() <= style.width(), "{} columns of {}: {line:?}", line.width(), style.width());
            assert!(style.unicode || line.is_ascii(), "{line:?}");
            assert!(!line.contains(char::is_control), "{line:?}");
            assert_eq!(line, line.trim_end());
        }
        let colored = draw(report, &Style { color: true, ..*style });
        let mut parts = colored.split('\x1b');
        let first = parts.next().unwrap_or_default().to_owned();
        let plain = parts.fold(first, |plain, part| {
            let (code, text) = part.split_once('m').expect("it ends a colour");
            assert!(
                code.strip_prefix('[').is_some_and(|code| code.chars().all(|c| c.is_ascii_digit() || c == ';')),
                "{part:?}"
            );
            plain + text
        });
        // A coloured space at the end of a line is none that is seen.
        assert!(plain.lines().map(str::trim_end).eq(figure.lines()), "{plain}\n{figure}");
        figure
    }

    /// From the narrowest to wider than any: each line fits, and the lanes go from edge to edge.
    #[test]
    fn every_width_is_filled() {
        let ms = 1_000_000;
        let late = vec![(0, vec![(0, 200 * ms), (2, 400 * ms), (1, 400 * ms)]), (900 * ms, vec![(1, 50 * ms)])];
        let words = ["数据库连接超时 e\u{301}❤\u{FE0F}\x1b[2J", "", "a name that is long"].map(str::to_owned);
        let one = example::renamed(example::report(std::slice::from_ref(&late), true, 1), &words);
        let two = example::renamed(example::report(&[late, vec![(0, vec![(0, 200 * ms)])]], true, 2), &words);
        for width in [0, 19, 201, 500].into_iter().chain(WIDTH_LEAST..=WIDTH_MOST) {
            let edge = width.clamp(20, 200);
            // Half of the widths in ASCII, half not, and each with both kinds of lanes.
            let unicode = width % 2 == 0;
            for (report, lanes) in [(&one, Lanes::Task), (&two, Lanes::Thread)] {
                let style = Style { width, unicode, lanes, ..PLAIN };
                let figure = check(report, &style);
                let reaches = |end: &[char]| figure.lines().any(|line| line.width() == edge && line.ends_with(end));
                // The task that is the last to end computes up to its end, or one of the two whose numbers a lane shows does; and the
                // heartbeat ticks then.
                let computing = style.glyph(State::Computing);
                let computes = if lanes == Lanes::Task { vec![computing] } else { vec!['0', '1'] };
                assert!(reaches(&computes) && reaches(&[tick_glyph(&style)]), "{edge} columns:\n{figure}");
                // And no text is broken before it has to be: what follows had no room.
                let debug = "This is a debug build. Take numbers from a release build (cargo run --release).";
                let told = wrap(debug, edge).join("\n") + "\n";
                assert!(figure.ends_with(&told), "{figure}");
            }
        }
    }

    #[test]
    fn long_text_is_broken_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_lost(text in prop_oneof!["[a-z ]{0,80}", example::words()], width in 2usize..30) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width), "{:?}", lines);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            // The first word of each line had no room in the line before.
            for pair in lines.windows(2) {
                let word = pair[1].split(' ').next().unwrap_or_default();
                let whole = pair[0].chars().chain([' ']).chain(word.chars()).map(columns).sum::<usize>();
                let is_cut = pair[0].chars().chain(pair[1].chars().take(1)).map(columns).sum::<usize>() > width;
                prop_assert!(whole > width || is_cut, "{:?} of {}", pair, width);
            }
        }
    }
}
