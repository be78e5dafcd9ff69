//! Whole figures, small enough for a person to see that they are right.

use super::axis::ticks;
use super::paint::paint;
use super::svg::Figure;
use super::terminal::{self, Axis, Style};
use crate::report::Report;
use crate::report::example::{self, Sketch};
use crate::span::State;
use crate::workload::Lanes;

const MS: u64 = 1_000_000;

/// One task waits 200 ms and computes 100, one begins at 100, waits 100, is late for 100 and computes 100.
fn two_tasks() -> Vec<Sketch> {
    vec![(0, vec![(0, 200 * MS), (1, 100 * MS)]), (100 * MS, vec![(0, 100 * MS), (2, 100 * MS), (1, 100 * MS)])]
}

/// The marks of an SVG, one a line: `class x,y text` for a text, `class x,y width x height` for a rectangle, `class path` for a path.
///
/// The plot goes from x = 120 to 836: 716 pixels.
fn outline(svg: &str) -> Vec<String> {
    let (_, body) = svg.split_once("rx=\"8\"/>\n").expect("a card");
    let attribute = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{name} in {line}"));
        rest.split_once('"').unwrap().0.to_owned()
    };
    let mark = |line: &str| {
        let get = |name| attribute(line, name);
        match line.split_once(' ').unwrap().0 {
            "<path" => format!("{} {}", get("class"), get("d")),
            "<rect" => {
                format!("{} {},{} {} x {}", get("class"), get("x"), get("y"), get("width"), get("height"))
            }
            _ => {
                let (_, text) = line.split_once('>').unwrap();
                format!("{} {},{} {}", get("class"), get("x"), get("y"), text.trim_end_matches("</text>"))
            }
        }
    };
    body.lines().filter(|line| *line != "</svg>").map(mark).collect()
}

fn figure(report: &Report) -> Figure<'_> {
    Figure::of(report, "A title", Lanes::Task)
}

/// The marks of these classes.
fn marks(svg: &str, classes: &[&str]) -> Vec<String> {
    let is_wanted = |mark: &String| classes.contains(&mark.split(' ').next().unwrap());
    outline(svg).into_iter().filter(is_wanted).collect()
}

#[test]
fn an_svg_has_its_marks_in_their_places() {
    // 400 ms on 716 pixels: 100 ms are 179, the heartbeat's 20 ms are 35.8.
    let report = example::report(&[two_tasks(), vec![(0, vec![(0, 100 * MS)])]], true, 1);
    let expected = "\
title 24,40 A title
waiting 120,59 26 x 6
key 153,67 waiting
computing 224,55 26 x 14
key 257,67 computing
late 341,57 26 x 10
key 374,67 late: ready, but not running
tick M586 55v14
key 596,67 tick of the heartbeat
heading 24,96 run-0: 1 task waited 200 ms: 200 ms of waiting in 400 ms. Heartbeat late by 5 ns.
label 112,118 heartbeat
late 155.8,108 322.2 x 10
late 513.8,108 322.2 x 10
tick M478.0 106v14M836.0 106v14
label 112,136 task 0
waiting M120 128h358v6h-358z
computing M478 124h179v14h-179z
label 112,154 task 1
waiting M299 146h179v6h-179z
late M478 144h179v10h-179z
computing M657 142h179v14h-179z
heading 24,180 run-1: 1 task waited 200 ms: 200 ms of waiting in 100 ms. Heartbeat late by 5 ns.
label 112,202 heartbeat
late 155.8,192 53.7 x 10
late 245.3,192 53.7 x 10
tick M209.5 190v14M299.0 190v14
label 112,220 task 0
waiting M120 212h179v6h-179z
label 112,238 task 1
grid M120.0 82V248M209.5 82V248M299.0 82V248M388.5 82V248M478.0 82V248M567.5 82V248M657.0 82V248M746.5 82V248M836.0 82V248
axis 120.0,262 0
axis 209.5,262 50
axis 299.0,262 100
axis 388.5,262 150
axis 478.0,262 200
axis 567.5,262 250
axis 657.0,262 300
axis 746.5,262 350
axis-end 836.0,262 400 ms
words 24,288 run-0: task 0 failed: because of 0
words 24,307 run-1: task 0 failed: because of 0";
    let svg = figure(&report).draw();
    assert_eq!(outline(&svg).join("\n"), expected);
    assert!(svg.contains(r#"viewBox="0 0 860 330" width="860" height="330""#), "under the last line is some room");
}

#[test]
fn the_text_under_an_svg_tells_its_numbers() {
    let report = example::report(&[two_tasks()], true, 4);
    let expected = "\
words 24,180 No task ended well in 400 ms.
words 24,199 at once: 2 tasks under way at the peak, in 3 processes with 12,345 threads
words 24,218 cores busy: 1.25 of 2 (CPU time used / time that passed)
words 24,237 efficiency: 50%: no schedule ends before 200 ms, this run took 400 ms
words 24,256 late: 17 ns at most, from being ready to going on
words 24,275 heartbeat: 2 ticks, one due every 20.0 ms; the latest came 5 ns after it was due
words 24,294 task 0 failed: because of 0
words 24,313 task 1 failed: because of 1
words 24,332 Recorded from a debug build: no numbers to quote.";
    assert_eq!(marks(&figure(&report).draw(), &["words"]).join("\n"), expected);
    let mut released = report.clone();
    released.machine.profile = "release".to_owned();
    assert_eq!(marks(&figure(&released).draw(), &["words"]).len(), 8, "it is no debug build");
}

#[test]
fn a_screen_reader_is_told_what_is_seen() {
    let mut report = example::report(&[two_tasks()], false, 0);
    let said = |report: &Report, lanes| {
        let svg = Figure::of(report, "A title", lanes).draw();
        let (_, rest) = svg.split_once("<desc id=\"desc\">").unwrap();
        rest.split_once("</desc>").unwrap().0.to_owned()
    };
    assert_eq!(
        said(&report, Lanes::Task),
        "Time runs from left to right, a lane for each task, or for neighbouring tasks. run-0: 2 tasks waited 200 ms \
         each: 400 ms of waiting in 400 ms. At most 2 tasks under way at once; late by 17 ns at most."
    );
    report.runs[0].late_max_ns = None;
    assert!(
        said(&report, Lanes::Thread).starts_with("Time runs from left to right, a lane for each thread or process.")
    );
    assert!(said(&report, Lanes::Core).contains("a lane for each core. run-0:"));
    assert!(said(&report, Lanes::Core).ends_with("under way at once."));
}

#[test]
fn an_svg_of_many_lanes_is_slimmer() {
    let lanes_of = |tasks: usize| {
        let report = example::report(&[vec![(0, vec![(1, 100 * MS)]); tasks]], false, 0);
        marks(&figure(&report).draw(), &["label", "computing"])
    };
    let twelve = lanes_of(12);
    assert_eq!(
        twelve[1..5],
        [
            "label 112,94 task 0",
            "computing M120 82h716v14h-716z",
            "label 112,112 task 1",
            "computing M120 100h716v14h-716z",
        ]
    );
    let thirteen = lanes_of(13);
    assert_eq!(
        thirteen[1..5],
        [
            "label 112,92 task 0",
            "computing M120 82h716v10h-716z",
            "label 112,106 task 1",
            "computing M120 96h716v10h-716z",
        ]
    );
}

#[test]
fn a_chart_stands_under_lanes_that_tasks_share() {
    // Six groups of tasks: they all begin at once, and every 100 ms one group ends.
    let groups = |each: u64| -> Report {
        let tasks = (0..6 * each).map(|task| (0, vec![(0, 100 * MS * (task / each + 1))]));
        example::report(&[tasks.collect()], false, 0)
    };
    let report = groups(10);
    let shared = Figure { lanes_most: Some(3), ..figure(&report) };
    let svg = shared.draw();
    assert_eq!(
        marks(&svg, &["label", "axis-end"]),
        [
            "label 112,94 tasks 0-19",
            "label 112,112 tasks 20-39",
            "label 112,130 tasks 40-59",
            "label 112,166 under way",
            "label 112,182 max 60",
            "axis-end 836.0,212 600 ms",
        ]
    );
    // It stands on y = 190 and is 48 high. At x, (x - 120) / 716 of the 600 ms have passed.
    let chart = marks(&svg, &["chart"]).remove(0);
    let points: Vec<&str> =
        chart.strip_prefix("chart M120 190L").unwrap().strip_suffix('z').unwrap().split('L').collect();
    assert_eq!(points.len(), 359, "a point every second pixel, and the corner");
    assert_eq!(*points.last().unwrap(), "836 190");
    for (number, point) in points.iter().take(358).enumerate() {
        let (x, y) = point.split_once(' ').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        assert_eq!(x, 120.0 + 2.0 * number as f64);
        let ended = (x - 120.0) / 716.0 * 6.0;
        let high = 8.0 * (6.0 - ended.floor());
        assert!((190.0 - y - high).abs() < 0.1 || ended.fract() < 0.01, "{point}: {high} high");
    }
    // No chart where each task has a lane, where it is not wanted, and where lanes are not of tasks.
    let report = groups(1);
    for (most, chart, lanes, is_drawn) in [
        (5, true, Lanes::Task, true),
        (6, true, Lanes::Task, false),
        (5, false, Lanes::Task, false),
        (5, true, Lanes::Thread, false),
    ] {
        let figure = Figure { lanes_most: Some(most), chart, lanes, ..figure(&report) };
        assert_eq!(!marks(&figure.draw(), &["chart"]).is_empty(), is_drawn, "{most} {chart} {lanes:?}");
    }
}

#[test]
fn one_run_has_more_lanes_than_each_of_several() {
    let tasks: Vec<Sketch> = vec![(0, vec![(0, MS)]); 48];
    let lanes = |runs: &[Vec<Sketch>]| marks(&figure(&example::report(runs, false, 0)).draw(), &["waiting"]).len() - 1;
    assert_eq!(lanes(std::slice::from_ref(&tasks)), 24);
    assert_eq!(lanes(&[tasks.clone(), tasks]), 2 * 10);
}

#[test]
fn the_last_mark_of_an_svgs_axis_does_not_leave_it() {
    let last = |wall_ms: u64| {
        let report = example::report(&[vec![(0, vec![(0, wall_ms * MS)])]], false, 0);
        let marks = marks(&figure(&report).draw(), &["axis", "axis-end"]);
        marks.last().unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(last(100), "axis-end 836.0");
    assert_eq!(last(102), "axis-end 822.0"); // 16 pixels from the end there is no room for half of it
    assert_eq!(last(103), "axis 815.1");
    assert_eq!(last(716), "axis 820.0");
}

#[test]
fn what_is_short_is_still_seen_in_an_svg() {
    let ns = 1_000;
    let report = example::report(&[vec![(0, vec![(0, 500 * MS), (1, ns), (0, 500 * MS)])]], false, 0);
    // A column is half a pixel. Waiting takes what is left: nothing but a sliver hides it.
    assert_eq!(marks(&figure(&report).draw(), &["computing"])[1..], Vec::<String>::new());
    let alone = example::report(&[vec![(0, vec![(0, 500 * MS)]), (250 * MS, vec![(1, ns)])]], false, 0);
    assert_eq!(marks(&figure(&alone).draw(), &["computing"])[1..], ["computing M478 100h1.5v14h-1.5z"]);
    let waiting = example::report(&[vec![(0, vec![(1, 500 * MS)]), (250 * MS, vec![(0, ns)])]], false, 0);
    assert_eq!(marks(&figure(&waiting).draw(), &["waiting"])[1..], ["waiting M478 104h0.5v6h-0.5z"]);
}

#[test]
fn long_headings_of_an_svg_are_broken() {
    let mut report = example::report(&[two_tasks(), two_tasks()], false, 0);
    report.runs[0].name = "long ".repeat(20).trim_end().to_owned();
    assert_eq!(
        marks(&figure(&report).draw(), &["heading"]),
        [
            "heading 24,96 long long long long long long long long long long long long long long long long long long long \
             long:",
            "heading 24,116 2 tasks waited 200 ms each: 400 ms of waiting in 400 ms.",
            "heading 24,182 run-1: 2 tasks waited 200 ms each: 400 ms of waiting in 400 ms.",
        ]
    );
}

const SIXTY: Style =
    Style { width: 60, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };

#[test]
fn a_run_in_a_terminal_looks_like_this() {
    let drawn = terminal::draw(&example::report(&[two_tasks()], true, 4), &SIXTY);
    let expected = "\
demo_blocking_mistake: 2 tasks, each waits 200 ms
heartbeat   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒• ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒•
task 0    ─────────────────────────█████████████
task 1                ─────────────▒▒▒▒▒▒▒▒▒▒▒▒█████████████
          0           100          200         300    400 ms
─ waiting   █ computing   ▒ late: ready, but not running
• tick

No task ended well in 400 ms.
at once     2 tasks under way at the peak, in 3 processes
            with 12,345 threads
cores busy  1.25 of 2 (CPU time used / time that passed)
efficiency  50%: no schedule ends before 200 ms, this run
            took 400 ms
late        17 ns at most, from being ready to going on
heartbeat   2 ticks, one due every 20.0 ms; the latest came
            5 ns after it was due
switches    1,234,567 voluntary (a thread waited), 1
            involuntary (it was interrupted)
memory      123 MB: the sum of the processes' peaks, in
            which shared pages count more than once
task 0 failed: because of 0
task 1 failed: because of 1
Ended by Ctrl-C: this is what was done until then.
This is a debug build. Take numbers from a release build
(cargo run --release).
";
    assert_eq!(drawn, expected);
}

#[test]
fn several_runs_in_a_narrow_terminal_look_like_this() {
    let report = example::report(&[two_tasks(), vec![(0, vec![(0, 100 * MS)])]], true, 0);
    let style = Style { width: 36, unicode: false, ..SIXTY };
    let expected = "\
demo_blocking_mistake, run-0: 2
tasks, each waits 200 ms
heartbeat  !!!!!!!!!!!!*!!!!!!!!!!!*
task 0    -------------#######
task 1          -------!!!!!!#######
          0            200    400 ms
2 tasks waited 200 ms each: 400 ms
of waiting in 400 ms.

demo_blocking_mistake, run-1: 2
tasks, each waits 200 ms
heartbeat  !!*!!*
task 0    -------
task 1
          0            200    400 ms
2 tasks waited 200 ms each: 400 ms
of waiting in 100 ms.
1,234 of 5,000 updates were lost.

- waiting   # computing   ! late
* tick

run      wall  heartbeat late
run-0  400 ms            5 ns
run-1  100 ms            5 ns

run    at once  cores busy  threads
run-0        2        1.25    12345
run-1        2        1.25    12345
This is a debug build. Take numbers
from a release build (cargo run
--release).
";
    assert_eq!(terminal::draw(&report, &style), expected);
    let mut nothing = report;
    nothing.runs.clear();
    nothing.machine.profile = "release".to_owned();
    assert_eq!(terminal::draw(&nothing, &style), "demo_blocking_mistake: nothing was\nrun\n");
}

#[test]
fn colours_and_weights_are_put_around_what_they_are_for() {
    let report = example::report(&[two_tasks(), two_tasks()], true, 1);
    let drawn = terminal::draw(&report, &Style { color: true, ..SIXTY });
    let drawn = drawn.replace("\x1b[0m", "}").replace("\x1b[1m", "bold{").replace("\x1b[2m", "faint{");
    let drawn = drawn.replace("\x1b[38;5;74m", "blue{").replace("\x1b[38;5;214m", "orange{");
    let drawn = drawn.replace("\x1b[38;5;175m", "pink{");
    for line in [
        "bold{demo_blocking_mistake, run-0: 2 tasks, each waits 200 ms}",
        "task 0    blue{─────────────────────────}orange{█████████████}",
        "task 1                blue{─────────────}pink{▒▒▒▒▒▒▒▒▒▒▒▒}orange{█████████████}",
        "          faint{0           100          200         300    400 ms}",
        "pink{task 0 failed: because of 0}",
        "blue{─} waiting   orange{█} computing   pink{▒} late: ready, but not running",
        "faint{run      wall  heartbeat late  at once  cores busy  threads}",
        "faint{(cargo run --release).}",
    ] {
        assert!(drawn.lines().any(|drawn| drawn == line), "{line}\n{drawn}");
    }
    assert!(!drawn.contains('\x1b'));
}

#[test]
fn a_legend_breaks_where_its_next_entry_has_no_room() {
    let legend = |heartbeat, width| terminal::legend(heartbeat, &Style { width, ..SIXTY });
    assert_eq!(legend(true, 65), "─ waiting   █ computing   ▒ late: ready, but not running   • tick\n");
    assert_eq!(legend(true, 64), "─ waiting   █ computing   ▒ late: ready, but not running\n• tick\n");
    assert_eq!(legend(false, 56), "─ waiting   █ computing   ▒ late: ready, but not running\n");
    assert_eq!(legend(false, 55), "─ waiting   █ computing\n▒ late: ready, but not running\n");
    assert_eq!(legend(false, 40), "─ waiting   █ computing\n▒ late: ready, but not running\n");
    assert_eq!(legend(false, 39), "─ waiting   █ computing   ▒ late\n");
}

#[test]
fn a_label_takes_no_more_than_a_third() {
    let mut report = example::report(&[vec![(0, vec![(1, 100 * MS)])]], false, 0);
    report.runs[0].processes = 2;
    let style = Style { width: 21, lanes: Lanes::Thread, ..SIXTY };
    let axis = Axis::of(&report.runs, &style);
    assert_eq!(terminal::lanes(&report.runs[0], &axis, &style), "process 0000000000000\n");
    assert_eq!(axis.draw(&style), "        0      100 ms\n");
}

#[test]
fn charts_and_lanes_share_the_axis() {
    let tasks = (0..6).map(|task| (0, vec![(0, 100 * MS * (task + 1))])).collect();
    let report = example::report(&[tasks], false, 0);
    let style = Style { width: 36, lanes_most: 3, ..SIXTY };
    let axis = Axis::of(&report.runs, &style);
    let expected = "\
tasks 0-1 ─────────
tasks 2-3 ─────────────────
tasks 4-5 ──────────────────────────
under way ████▆▄▄▄▃
max 6     █████████████▄▄▄▄▂
          █████████████████████▇▄▄▄▄
";
    assert_eq!(terminal::lanes(&report.runs[0], &axis, &style), expected);
}

#[test]
fn marks_are_numbered_in_the_unit_of_their_steps() {
    for (axis_ns, wanted, expected) in [
        (8, 9, "0 1 2 3 4 5 6 7 8 ns"),
        (9, 2, "0 5 ns"),
        (10, 5, "0 2 4 6 8 10 ns"),
        (999, 3, "0 500 ns"),
        (5_000, 5, "0 1 2 3 4 5 us"),
        (5_000_000, 5, "0 1 2 3 4 5 ms"),
        (1_500_000_000, 3, "0 500 1000 1500 ms"),
        (
            9_999_999_999,
            20,
            "0 500 1000 1500 2000 2500 3000 3500 4000 4500 5000 5500 6000 6500 7000 7500 8000 8500 9000 9500 ms",
        ),
        (10_000_000_000, 20, "0 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10 s"),
        (5_000_000_000, 5, "0 1 2 3 4 5 s"),
        (100, 0, "0 100 ns"),
    ] {
        let marks: Vec<String> = ticks(0, axis_ns, wanted).into_iter().map(|(_, label)| label).collect();
        assert_eq!(marks.join(" "), expected, "{axis_ns} ns");
    }
}

/// Two tasks that take turns on one core: each computes for 3 ns and is late for 3.
fn turns() -> Report {
    let turns = |first: u8| (0, (0..20).map(|turn| (if turn % 2 == first { 1 } else { 2 }, 3)).collect());
    example::report(&[vec![turns(0), turns(1)]], false, 0)
}

#[test]
fn turns_that_are_shorter_than_a_column_show_one_task_at_a_time() {
    let report = turns();
    let shown = |most| {
        let glyph = |state: &Option<State>| state.map_or(' ', |state| SIXTY.glyph(state));
        let lanes = paint(&report.runs[0], Lanes::Task, most, 60, 6);
        lanes.iter().map(|lane| lane.shown.iter().map(glyph).collect::<String>()).collect::<Vec<_>>()
    };
    // In the middles of the columns, at 5, 15, 25 and so on, these turns are under way: 1, 5, 8, 11, 15, 18.
    assert_eq!(shown(2), ["▒▒█▒▒█", "██▒██▒"]);
    assert_eq!(shown(1), ["██████"], "somebody always computes");
}

#[test]
fn a_task_outside_of_the_workload_is_not_painted() {
    let mut report = turns();
    report.runs[0].workload.tasks = 1;
    assert_eq!(paint(&report.runs[0], Lanes::Task, 9, 60, 6).len(), 1);
}

#[test]
fn a_heartbeat_in_an_svg_is_late_only_where_a_tick_is_missing() {
    let mut report = example::report(&[vec![(0, vec![(0, 100 * MS)])]], true, 0);
    let pulse = report.runs[0].heartbeat.as_mut().unwrap();
    // One every 20 ms. The fourth came 40 ms after the third, which is just not too late, the fifth never.
    pulse.ticks_at_ns = [10, 20, 30, 40, 59].map(|ms| ms * MS).to_vec();
    pulse.every_ns = 10 * MS;
    let drawn = |report: &Report| marks(&figure(report).draw(), &["late", "tick"])[2..].to_vec();
    // 7.16 pixels are a millisecond: from 69 ms, when the next tick was due, up to the end.
    let ticks = "tick M191.6 82v14M263.2 82v14M334.8 82v14M406.4 82v14M542.4 82v14";
    assert_eq!(drawn(&report), ["late 614.0,84 222.0 x 10", ticks]);
    report.runs[0].heartbeat.as_mut().unwrap().every_ns = 21 * MS;
    assert_eq!(drawn(&report), [ticks], "41 ms after the last tick are less than twice 21");
}

#[test]
fn a_window_of_an_svg_is_drawn_under_the_whole() {
    let report = example::report(&[vec![(0, vec![(0, 200 * MS), (1, 200 * MS)])]], false, 0);
    let zoomed = |from_ms, to_ms| {
        let figure = Figure { zoom: Some((from_ms * MS, to_ms * MS)), ..figure(&report) };
        marks(&figure.draw(), &["label", "waiting", "computing", "grid", "axis", "axis-end", "words"])[2..].to_vec()
    };
    let window = zoomed(150, 350);
    // First all of it, with its axis.
    assert_eq!(window[..3], ["label 112,94 task 0", "waiting M120 86h358v6h-358z", "computing M478 82h358v14h-358z"]);
    // Then a quarter of the window waiting, and three computing, on an axis of its own.
    let at = window.iter().position(|mark| mark.ends_with("The same from 150 ms to 350 ms:")).unwrap();
    assert_eq!(
        window[at..at + 4],
        [
            "words 24,140 The same from 150 ms to 350 ms:",
            "label 112,160 task 0",
            "waiting M120 152h179v6h-179z",
            "computing M299 148h537v14h-537z",
        ]
    );
    assert!(window[at + 4].starts_with("grid M120.0 148V170M299.0 148V170"), "{window:#?}");
    assert_eq!(window[at + 5], "axis 120.0,184 150");
    let words: Vec<_> = window[at + 5..].iter().filter(|mark| mark.starts_with("words")).collect();
    assert!(words[0].starts_with("words 24,210 1 task waited"), "{words:?}");
    let after = zoomed(400, 500);
    let nothing = after.iter().find(|mark| mark.contains("there is nothing")).unwrap();
    assert_eq!(nothing, "words 24,140 From 400 ms to 500 ms there is nothing: the run was over before.");
    assert!(after.iter().any(|mark| mark.starts_with("words 24,160 1 task waited")), "{after:#?}");
}

#[test]
fn a_task_on_a_core_is_numbered_where_its_number_has_room() {
    // A nanosecond is a pixel. A digit needs ten of them.
    let computes = |begin, length| (begin, vec![(1, length)]);
    let report = example::report(&[vec![computes(0, 10), computes(10, 9), computes(19, 697)]], false, 0);
    let svg = Figure { lanes: Lanes::Core, ..figure(&report) }.draw();
    assert_eq!(marks(&svg, &["number"]), ["number 125,93 0", "number 487.5,93 2"]);
}

#[test]
fn a_task_that_misses_the_middle_of_a_column_is_known_there() {
    let report = example::report(&[vec![(10, vec![(1, 4)]), (20, vec![(1, 20)])]], false, 0);
    assert_eq!(paint(&report.runs[0], Lanes::Core, 9, 40, 4)[0].tasks, [None, Some(0), Some(1), Some(1)]);
}
