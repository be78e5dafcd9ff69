//! The figure for documents: an SVG that follows the reader's choice of light or dark.

use super::axis::ticks;
use super::paint::{Painting, paint, under_way};
use super::terminal::wrap;
use crate::report::{Machine, Run, sentences};
use crate::span::State;
use crate::workload::{Lanes, show_count, show_duration};
use std::fmt::Write as _;

const WIDTH: usize = 860;
const MARGIN: usize = 24;
const LABEL: usize = 96;
const PLOT: usize = WIDTH - 2 * MARGIN - LABEL;
const LANE: usize = 18;
const BAR: usize = 14;
/// Lanes are painted twice as fine as a pixel, and coarser only where they change so often that the figure would be too large.
const COLUMNS: usize = 2 * PLOT;
const COLUMNS_LEAST: usize = PLOT / 4;
/// A figure is smaller than this, in bytes.
const SIZE_MOST: usize = 1_000_000;
const LANES_MOST: usize = 24;
/// The characters of a line of text in the figure's font size.
const LINE_CHARACTERS: usize = 112;
/// The same of the title, which is larger.
const TITLE_CHARACTERS: usize = 88;

/// A figure of one or more runs on one time axis.
pub struct Figure<'a> {
    /// What it shows, in a few words.
    pub title: &'a str,
    /// The runs, each with the heading over it.
    pub runs: Vec<(String, &'a Run)>,
    /// What has a lane.
    pub lanes: Lanes,
    /// The most lanes a run has; `None` for as many as are readable.
    pub lanes_most: Option<usize>,
    /// Whether how many tasks are under way is drawn, where tasks share lanes.
    pub chart: bool,
    /// The moments, in nanoseconds from the start of a run, between which each is drawn once more.
    pub zoom: Option<(u64, u64)>,
    /// Lines of text under the figure.
    pub text: Vec<String>,
}

impl<'a> Figure<'a> {
    /// The figure of a report, with its numbers under it.
    pub fn of(report: &'a crate::report::Report, title: &'a str, lanes: Lanes) -> Figure<'a> {
        let several = report.runs.len() > 1;
        let heading = |run: &Run| match (several, &run.heartbeat) {
            (false, _) => String::new(),
            (true, None) => format!("{}: {}", run.name, sentences::headline(run)),
            (true, Some(pulse)) => {
                let late = show_duration(pulse.late_max_ns);
                format!("{}: {} Heartbeat late by {late}.", run.name, sentences::headline(run))
            }
        };
        let text = match &report.runs[..] {
            [run] => one_run_text(run, &report.machine),
            runs => {
                let failures = |run: &Run| -> Vec<String> {
                    sentences::failures(run, 3).iter().map(|failure| format!("{}: {failure}", run.name)).collect()
                };
                let mut text: Vec<String> = Vec::new();
                if sentences::turns_matter(runs) {
                    let turns = |run: &Run| Some(format!("{}: {}", run.name, sentences::turns(run)?));
                    text.extend(runs.iter().filter_map(turns));
                }
                text.extend(runs.iter().flat_map(failures));
                text
            }
        };
        Figure {
            title,
            runs: report.runs.iter().map(|run| (heading(run), run)).collect(),
            lanes,
            lanes_most: None,
            chart: true,
            zoom: None,
            text,
        }
    }

    /// Draws it.
    pub fn draw(&self) -> String {
        let mut columns = COLUMNS;
        loop {
            let svg = self.draw_on(columns);
            if svg.len() < SIZE_MOST || columns <= COLUMNS_LEAST {
                return svg;
            }
            columns /= 2;
        }
    }

    /// Draws it with lanes of so many columns.
    fn draw_on(&self, columns: usize) -> String {
        let axis_ns = self.runs.iter().map(|(_, run)| run.wall_ns).max().unwrap_or(0);
        let most = self.lanes_most.unwrap_or(if self.runs.len() > 1 { 10 } else { LANES_MOST });
        let mut body = String::new();
        let mut y = MARGIN - 4;
        for line in wrap(self.title, TITLE_CHARACTERS) {
            y += 20;
            text(&mut body, "title", MARGIN, y, &line);
        }
        y += 14;
        y = legend(&mut body, y, self.runs.iter().any(|(_, run)| run.heartbeat.is_some()));
        let top = y;
        for (heading, run) in &self.runs {
            if !heading.is_empty() {
                // Headings are bold, and take more room.
                for line in wrap(heading, LINE_CHARACTERS * 9 / 10) {
                    y += 20;
                    text(&mut body, "heading", MARGIN, y, &line);
                }
                y += 4;
            }
            y += 6;
            let begin = y;
            y = self.lanes(&mut body, run, (axis_ns, columns), most, y);
            if let Some((from_ns, to_ns)) = self.zoom {
                y = axis(&mut body, 0, axis_ns, begin, y);
                y = self.zoomed(&mut body, run, (from_ns, to_ns, columns), most, y - 4);
            }
        }
        if self.zoom.is_none() {
            y = axis(&mut body, 0, axis_ns, top + 6, y);
        }
        for line in self.text.iter().flat_map(|line| wrap(line, LINE_CHARACTERS)) {
            text(&mut body, "words", MARGIN, y, &line);
            y += 19;
        }
        let height = y + 4;
        let description = escape(&self.description());
        let title = escape(self.title);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{description}</desc>
<style>{STYLE}</style>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="late-ground" width="6" height="6"/><rect class="late-stripe" width="2.5" height="6"/></pattern></defs>
<rect class="card" width="{WIDTH}" height="{height}" rx="8"/>
{body}</svg>
"#
        )
    }

    /// What is to be seen, for those who cannot see it.
    fn description(&self) -> String {
        let mut description = "Time runs from left to right, a lane for each ".to_owned();
        description.push_str(match self.lanes {
            Lanes::Task => "task, or for neighbouring tasks. ",
            Lanes::Process => "process. ",
            Lanes::Thread => "thread or process. ",
            Lanes::Core => "core. ",
        });
        for (_, run) in &self.runs {
            let late = match run.late_max_ns {
                Some(late_ns) => format!("; late by {} at most", show_duration(late_ns)),
                None => String::new(),
            };
            let _ = write!(
                description,
                "{}: {} At most {} under way at once{late}. ",
                run.name,
                sentences::headline(run),
                sentences::plural(run.concurrency_peak as u64, "task"),
            );
        }
        description.trim_end().to_owned()
    }

    /// A part of the run, on an axis of its own.
    fn zoomed(
        &self,
        body: &mut String,
        run: &Run,
        (from_ns, to_ns, columns): (u64, u64, usize),
        most: usize,
        y: usize,
    ) -> usize {
        let (from, to) = (show_duration(from_ns), show_duration(to_ns));
        if from_ns >= run.wall_ns {
            text(body, "words", MARGIN, y, &format!("From {from} to {to} there is nothing: the run was over before."));
            return y + 20;
        }
        text(body, "words", MARGIN, y, &format!("The same from {from} to {to}:"));
        let begin = y + 8;
        let end = self.lanes(body, &run.between(from_ns, to_ns), (to_ns - from_ns, columns), most, begin);
        axis(body, from_ns, to_ns, begin, end)
    }

    fn lanes(
        &self,
        body: &mut String,
        run: &Run,
        (axis_ns, columns): (u64, usize),
        most: usize,
        mut y: usize,
    ) -> usize {
        let x = MARGIN + LABEL;
        if let Some(pulse) = &run.heartbeat {
            text(body, "label", x - 8, y + BAR - 2, "heartbeat");
            let at = |moment: u64| x as f64 + moment as f64 / axis_ns.max(1) as f64 * PLOT as f64;
            // Nothing is drawn finer than half a pixel, or there would be no end to it.
            let is_seen = |drawn: &mut f64, x: f64| {
                let seen = x - *drawn >= 0.5;
                if seen {
                    *drawn = x;
                }
                seen
            };
            let (mut last, mut drawn) = (0, 0.0);
            for &moment in pulse.ticks_at_ns.iter().chain([&run.wall_ns]) {
                let (from, to) = (at(last + pulse.every_ns), at(moment));
                if moment > last + 2 * pulse.every_ns && is_seen(&mut drawn, to) {
                    let _ = writeln!(
                        body,
                        r#"<rect class="late" x="{from:.1}" y="{}" width="{:.1}" height="{}"/>"#,
                        y + 2,
                        to - from,
                        BAR - 4
                    );
                }
                last = moment;
            }
            let mut drawn = 0.0;
            let ticks = pulse.ticks_at_ns.iter().map(|&moment| at(moment)).filter(|&x| is_seen(&mut drawn, x));
            let ticks: String = ticks.map(|x| format!("M{x:.1} {y}v{BAR}")).collect();
            let _ = writeln!(body, r#"<path class="tick" d="{ticks}"/>"#);
            y += LANE;
        }
        let lanes = paint(run, self.lanes, most, axis_ns, columns);
        let slim = if lanes.len() > 12 { 4 } else { 0 };
        for lane in &lanes {
            text(body, "label", x - 8, y + BAR - 2 - slim / 2, &lane.label);
            bars(body, lane, y, BAR - slim);
            y += LANE - slim;
        }
        if self.chart && self.lanes == Lanes::Task && run.workload.tasks > most {
            y = chart(body, &under_way(&lanes), run.concurrency_peak, y + 6);
        }
        y
    }
}

fn one_run_text(run: &Run, machine: &Machine) -> Vec<String> {
    let mut lines = vec![sentences::headline(run)];
    let wanted = ["at once", "cores busy", "efficiency", "late", "heartbeat"];
    let numbers = sentences::numbers(run, machine);
    lines.extend(
        numbers.into_iter().filter(|(word, _)| wanted.contains(word)).map(|(word, text)| format!("{word}: {text}")),
    );
    lines.extend(sentences::failures(run, 3));
    if machine.profile == "debug" {
        lines.push("Recorded from a debug build: no numbers to quote.".to_owned());
    }
    lines
}

/// The bars of a lane: one path for each state, so that a lane costs little however often it changes.
fn bars(body: &mut String, lane: &Painting, y: usize, height: usize) {
    // Computing comes last, and is never too narrow to be seen: turns can be shorter than a strip.
    for state in [State::Waiting, State::Late, State::Computing] {
        // The less is being done, the thinner the bar.
        let thin = match state {
            State::Computing => 0,
            State::Late => height / 5,
            State::Waiting => height / 3,
        };
        // In a lane that is no task's own, neighbouring tasks differ in tone and carry their numbers.
        let mut paths: [String; TONES] = Default::default();
        let mut numbers = String::new();
        let mut column = 0;
        let columns: Vec<(Option<State>, Option<u32>)> =
            lane.shown.iter().copied().zip(lane.tasks.iter().copied()).collect();
        let a_column = PLOT as f64 / columns.len() as f64;
        for chunk in columns.chunk_by(|a, b| a == b || (a.0 == b.0 && a.0 != Some(State::Computing))) {
            let (shown, task) = chunk[0];
            if shown == Some(state) {
                let x = (MARGIN + LABEL) as f64 + column as f64 * a_column;
                let least = if state == State::Computing { 1.5 } else { 0.5 };
                let wide = (chunk.len() as f64 * a_column).max(least);
                let task = task.filter(|_| state == State::Computing);
                let path = &mut paths[task.unwrap_or(0) as usize % TONES];
                let _ = write!(path, "M{x} {}h{wide}v{}h-{wide}z", y + thin, height - 2 * thin);
                if let Some(task) = task.filter(|task| wide >= 7.0 * task.to_string().len() as f64 + 3.0) {
                    let _ = writeln!(
                        numbers,
                        r#"<text class="number" x="{}" y="{}">{task}</text>"#,
                        x + wide / 2.0,
                        y + height - 3
                    );
                }
            }
            column += chunk.len();
        }
        for (tone, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
            let tone = if tone == 0 { String::new() } else { format!(" tone-{tone}") };
            let _ = writeln!(body, r#"<path class="{}{tone}" d="{path}"/>"#, state.name());
        }
        body.push_str(&numbers);
    }
}

/// Shades of the colour for computing, one task's beside the next one's.
const TONES: usize = 3;

fn chart(body: &mut String, counts: &[f32], peak: usize, y: usize) -> usize {
    const HEIGHT: usize = 48;
    let x = MARGIN + LABEL;
    let most = counts.iter().copied().fold(0.0, f32::max).max(1e-9);
    let mut path = format!("M{x} {}", y + HEIGHT);
    let a_column = PLOT as f64 / counts.len().max(1) as f64;
    for (column, count) in counts.iter().enumerate().step_by(4) {
        let height = f64::from(count / most) * HEIGHT as f64;
        let _ = write!(path, "L{} {:.1}", x as f64 + column as f64 * a_column, (y + HEIGHT) as f64 - height);
    }
    let _ = write!(path, "L{} {}z", x + PLOT, y + HEIGHT);
    text(body, "label", x - 8, y + HEIGHT / 2, "under way");
    text(body, "label", x - 8, y + HEIGHT / 2 + 16, &format!("max {}", show_count(peak as u64)));
    let _ = writeln!(body, r#"<path class="chart" d="{path}"/>"#);
    y + HEIGHT + 4
}

fn axis(body: &mut String, from_ns: u64, to_ns: u64, top: usize, y: usize) -> usize {
    let x = MARGIN + LABEL;
    let axis_ns = to_ns - from_ns;
    let marks = ticks(from_ns, to_ns, 8);
    let mut grid = String::new();
    let mut labels = String::new();
    for (moment, label) in &marks {
        let at = x as f64 + *moment as f64 / axis_ns.max(1) as f64 * PLOT as f64;
        let _ = write!(grid, "M{at:.1} {top}V{}", y + 4);
        let anchor = if at > (x + PLOT - 16) as f64 { "axis-end" } else { "axis" };
        let at = if anchor == "axis-end" { at.min((x + PLOT) as f64) } else { at };
        let _ = writeln!(labels, r#"<text class="{anchor}" x="{at:.1}" y="{}">{label}</text>"#, y + 18);
    }
    // Drawn over the bars, faintly, so that moments can be compared between lanes.
    let _ = writeln!(body, r#"<path class="grid" d="{grid}"/>"#);
    body.push_str(&labels);
    y + 44
}

fn legend(body: &mut String, y: usize, heartbeat: bool) -> usize {
    let middle = y + 11;
    let mut x = MARGIN + LABEL;
    for (state, word) in
        [(State::Waiting, "waiting"), (State::Computing, "computing"), (State::Late, "late: ready, but not running")]
    {
        let (top, height) = match state {
            State::Computing => (y + 1, BAR),
            State::Late => (y + 3, BAR - 4),
            State::Waiting => (y + 5, 6),
        };
        let _ = writeln!(body, r#"<rect class="{}" x="{x}" y="{top}" width="26" height="{height}"/>"#, state.name());
        text(body, "key", x + 33, middle + 2, word);
        x += 33 + 13 * word.len() / 2 + 26;
    }
    if heartbeat {
        let _ = writeln!(body, r#"<path class="tick" d="M{} {}v{BAR}"/>"#, x + 4, y + 1);
        text(body, "key", x + 14, middle + 2, "tick of the heartbeat");
    }
    y + 22
}

fn text(body: &mut String, class: &str, x: usize, y: usize, text: &str) {
    let _ = writeln!(body, r#"<text class="{class}" x="{x}" y="{y}">{}</text>"#, escape(text));
}

/// Text that may stand in XML: without the characters that mean something there, and without those that may not be there.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Colours of Okabe and Ito's palette (<https://jfly.uni-koeln.de/color/>); states differ in height and pattern as well.
const STYLE: &str = "
.card{fill:#fff}
text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:16px}
.heading{font-weight:600}
.label,.axis,.axis-end{font-size:12px;fill:#57606a}
.label,.axis-end{text-anchor:end}
.axis{text-anchor:middle}
.key{font-size:12px}
.number{font-size:11px;text-anchor:middle;fill:#1f2328}
.tone-1{fill-opacity:.72}
.tone-2{fill-opacity:.45}
.waiting{fill:#56b4e9}
.computing{fill:#e69f00}
.late{fill:url(#hatch)}
.late-ground{fill:#f1d7e6}
.late-stripe{fill:#a8427c}
.tick{stroke:#1f2328;stroke-width:1.5;fill:none}
.chart{fill:#8c959f;fill-opacity:.45}
.grid{stroke:#1f2328;stroke-opacity:.16;fill:none}
@media (prefers-color-scheme:dark){
.card{fill:#161b22}
text{fill:#e6edf3}
.label,.axis,.axis-end{fill:#9da7b3}
.late-ground{fill:#4a2039}
.late-stripe{fill:#e58fbf}
.tick{stroke:#e6edf3}
.grid{stroke:#e6edf3;stroke-opacity:.2}
.number{fill:#fff;stroke:#161b22;stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{self, Sketch, lives};
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    const MS: u64 = 1_000_000;

    fn draw(tasks: Vec<Sketch>, heartbeat: bool) -> String {
        Figure::of(&example::report(&[tasks], heartbeat, 0), "A & B", Lanes::Task).draw()
    }

    #[test]
    fn bars_stand_where_their_time_is() {
        // 716 pixels for 400 ms, from x = 120 on: 100 ms are 179 pixels.
        let svg = draw(vec![(0, vec![(0, 200 * MS), (2, 100 * MS), (1, 100 * MS)])], false);
        assert!(svg.contains(r#"<path class="waiting" d="M120 "#), "{svg}");
        assert!(svg.contains(r#"h358v6h-358z"#), "{svg}");
        assert!(svg.contains(r#"<path class="late" d="M478 "#) && svg.contains("h179v10h-179z"), "{svg}");
        assert!(svg.contains(r#"<path class="computing" d="M657 "#) && svg.contains("h179v14h-179z"), "{svg}");
    }

    #[test]
    fn it_can_be_read_aloud_and_in_the_dark() {
        let svg = draw(vec![(0, vec![(0, 200 * MS)])], false);
        assert!(svg.contains(r#"role="img" aria-labelledby="title desc""#));
        assert!(svg.contains("<title id=\"title\">A &amp; B</title>"));
        assert!(
            svg.contains("a lane for each task") && svg.contains("At most 1 task under way at once; late by 17 ns")
        );
        assert!(svg.contains("prefers-color-scheme:dark"));
        assert!(!svg.contains("tick of the heartbeat"));
        assert!(draw(vec![(0, vec![(0, 200 * MS)])], true).contains("tick of the heartbeat"));
    }

    #[test]
    fn several_runs_have_headings_and_one_axis() {
        let report = example::report(&[vec![(0, vec![(0, 100 * MS)])], vec![(0, vec![(0, 400 * MS)])]], true, 0);
        let svg = Figure::of(&report, "two", Lanes::Task).draw();
        assert!(svg.contains("run-0: 1 task waited 200 ms: 200 ms of waiting in 100 ms. Heartbeat late by 5 ns."));
        assert!(svg.contains("h179v") && svg.contains("h716v"), "a quarter, and all of the axis");
        assert_eq!(svg.matches(r#"class="grid""#).count(), 1);
    }

    #[test]
    fn a_million_tasks_fit_a_megabyte() {
        let many: Vec<Sketch> =
            (0..200_000).map(|task| (task * 7 % 5_000, vec![(0, 3_000), (2, 50), (1, 20)])).collect();
        assert!(draw(many, false).len() < 200_000);
    }

    #[test]
    fn a_heartbeat_of_a_day_fits_a_megabyte() {
        const TICKS: u64 = 4_000_000;
        for late in [false, true] {
            let mut report = example::report(&[vec![(0, vec![(0, TICKS * 20 * MS)])]], true, 0);
            let tick = |tick: u64| tick * if late { 50 * MS } else { 20 * MS };
            report.runs[0].heartbeat.as_mut().unwrap().ticks_at_ns = (1..TICKS * 2 / 5).map(tick).collect();
            let svg = Figure::of(&report, "long", Lanes::Task).draw();
            assert!((10_000..1_000_000).contains(&svg.len()), "{} bytes", svg.len());
            assert_eq!(outside(&svg), Vec::<String>::new());
        }
    }

    #[test]
    fn lanes_that_change_in_every_strip_fit_a_megabyte() {
        let restless = |task: u64| (0, (0..COLUMNS as u64).map(|turn| (((turn + task) % 3) as u8, 1_000)).collect());
        let lanes: Vec<Sketch> = (0..24).map(restless).collect();
        let report = example::report(&[lanes], false, 0);
        let zoomed = |zoom| Figure { zoom, ..Figure::of(&report, "restless", Lanes::Task) }.draw();
        let (whole, both) = (zoomed(None), zoomed(Some((0, COLUMNS as u64 * 1_000))));
        assert!((700_000..1_000_000).contains(&whole.len()), "{} bytes, as fine as there is room", whole.len());
        assert!(both.len() < 1_000_000, "{} bytes", both.len());
    }

    #[test]
    fn letters_that_mean_something_in_xml_are_written_out() {
        assert_eq!(escape("a<b>&\"c\"\u{7}"), "a&lt;b&gt;&amp;&quot;c&quot; ");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn any_run_can_be_drawn_within_its_edges(
            runs in proptest::collection::vec(lives(), 0..4), words in proptest::collection::vec(example::words(), 1..5),
            lanes in proptest::sample::select(Lanes::NAMED.map(|(_, lanes)| lanes).to_vec()),
            (heartbeat, chart, is_spread, is_one_process) in any::<(bool, bool, bool, bool)>(), failed in 0usize..6, lanes_most in proptest::option::of(1usize..30),
            zoom in proptest::option::of((0u64..500, 1u64..500)),
        ) {
            let mut report = example::renamed(example::report(&runs, heartbeat, failed), &words);
            if is_spread {
                report.runs.iter_mut().for_each(|run| example::spread(run, 4_194_000));
            }
            if is_one_process {
                report.runs.iter_mut().for_each(|run| run.processes = 1);
            }
            let zoom = zoom.map(|(from, length)| (from * MS, (from + length) * MS));
            let svg = Figure { lanes_most, chart, zoom, ..Figure::of(&report, &words[0], lanes) }.draw();
            prop_assert!(svg.len() < 1_000_000, "{} bytes", svg.len());
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
            prop_assert_eq!(outside(&svg), Vec::<String>::new());
        }
    }

    /// What lies outside of the figure, as any reader of XML sees it. Of a text it is known only about how wide it is.
    fn outside(svg: &str) -> Vec<String> {
        let document = roxmltree::Document::parse(svg).expect("it is no XML");
        let root = document.root_element();
        let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{text:?} is no number"));
        let size: Vec<f64> = root.attribute("viewBox").expect("no viewBox").split(' ').map(number).collect();
        let mut outside = Vec::new();
        let drawn =
            root.descendants().filter(|node| !node.ancestors().any(|node| node.has_tag_name((NAMESPACE, "defs"))));
        for node in drawn {
            let get = |name: &str| node.attribute(name).map_or(0.0, number);
            let points: Vec<(f64, f64)> = match node.tag_name().name() {
                "rect" => {
                    assert!(get("width") >= 0.0 && get("height") >= 0.0, "{node:?}");
                    vec![(get("x"), get("y")), (get("x") + get("width"), get("y") + get("height"))]
                }
                "path" => walk(node.attribute("d").expect("no path")),
                "text" => {
                    let width = |a_column: usize| (node.text().unwrap_or_default().width() * a_column) as f64;
                    let (before, after) = match node.attribute("class") {
                        Some("label" | "axis-end") => (width(7), 0.0),
                        Some("axis" | "number") => (width(7) / 2.0, width(7) / 2.0),
                        Some("title") => (0.0, width(9)),
                        _ => (0.0, width(7)),
                    };
                    vec![(get("x") - before, get("y") - 10.0), (get("x") + after, get("y") + 3.0)]
                }
                _ => Vec::new(),
            };
            let is_within = |&(x, y): &(f64, f64)| (0.0..=size[2]).contains(&x) && (0.0..=size[3]).contains(&y);
            if !points.iter().all(is_within) {
                outside.push(format!("{:?} {:?} {points:?}", node.attribute("class"), node.text()));
            }
        }
        outside
    }

    const NAMESPACE: &str = "http://www.w3.org/2000/svg";

    /// The corners of a path.
    fn walk(path: &str) -> Vec<(f64, f64)> {
        let (mut x, mut y) = (0.0, 0.0);
        let mut points = Vec::new();
        let commands =
            path.split_inclusive(char::is_alphabetic).map(|piece| piece.trim_end_matches(char::is_alphabetic)).skip(1);
        for (command, numbers) in path.chars().filter(|c| c.is_alphabetic()).zip(commands) {
            let numbers: Vec<f64> =
                numbers.split(' ').filter(|text| !text.is_empty()).map(|text| text.parse().unwrap()).collect();
            match (command, &numbers[..]) {
                ('M' | 'L', &[to_x, to_y]) => (x, y) = (to_x, to_y),
                ('h', &[by]) => x += by,
                ('v', &[by]) => y += by,
                ('V', &[to]) => y = to,
                ('z', []) => {}
                _ => panic!("{command}{numbers:?} in {path:?}"),
            }
            points.push((x, y));
        }
        points
    }
}
