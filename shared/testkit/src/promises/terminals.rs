//! What is seen on a real terminal, and what becomes of a program whose terminal is resized, typed into or closed.

use super::interrupts::helpers;
use crate::{Demo, OnTerminal, Outcome, Program, Scratch, Screen};
use std::time::Duration;

const ONE_FAILS: &str = "--tasks 2 --wait 100ms --fail panic:1";
const SHORT: &str = "--tasks 2 --wait 10ms --fail panic:1";
/// Whose terminal is closed may take so long to end: half of what the tasks would take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Words of the progress that no figure has.
const PROGRESS: &str = "tasks done in";

/// What takes two seconds, in the last of which there is progress: in the first run, where there are several.
fn long(demo: &Demo) -> &'static str {
    if demo.runs.is_empty() { "--tasks 1 --wait 2s" } else { "--tasks 4 --wait 500ms --compute 1ms" }
}

fn shows_progress(screen: &Screen) -> bool {
    screen.text().contains(PROGRESS)
}

/// The figure is as wide as the terminal, whatever `COLUMNS` says, up to where it does not get better; no line is broken.
#[track_caller]
pub fn fills_its_terminal(demo: &Demo) {
    for (columns, least) in [(20, 16), (80, 80), (160, 160), (500, 200)] {
        let width = usize::from(columns).min(200);
        let attempt = || {
            let (outcome, screen) = demo.with(ONE_FAILS).env("COLUMNS", "50").on_terminal(columns).finish();
            outcome.expect_code(1);
            check_width(&screen, &outcome);
            assert!(screen.widest() <= width, "wider than {width}: {outcome}");
            assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
            screen.widest()
        };
        // Only where a task ends with its run is the last column drawn on, and other work may come in between.
        assert!((0..10).any(|_| attempt() >= least), "never as wide as {least} on a terminal of {columns} columns");
    }
    // Where only the figure goes elsewhere, or only what is complained of, the width is that of the terminal all the same.
    for columns in [20, 60] {
        let line = "--tasks 2 --wait 10ms --compute 5ms --fail wrong:0";
        let (outcome, screen) = demo.under("exec 2>/dev/null", line).on_terminal(columns).finish();
        check_width(&screen, outcome.expect_code(1));
    }
}

/// Colours are there on a terminal, but not where `NO_COLOR` or `--color never` forbids them, nor on one that knows only text;
/// `--color always` has the last word. Where the locale knows only ASCII, there is nothing else.
#[track_caller]
pub fn colors_only_where_it_may(demo: &Demo) {
    let on_terminal = |program: Program| program.on_terminal(80).finish();
    let with = |flags: &str| demo.with(SHORT).args(flags);
    for (program, colors) in [
        (with(""), true),
        (with("").env("NO_COLOR", ""), true),
        (with("").env("NO_COLOR", "1"), false),
        (with("--color never"), false),
        (with("--color always").env("NO_COLOR", "1"), true),
        (with("--color auto").env("TERM", "dumb"), false),
        (with("--json"), false),
    ] {
        let (outcome, screen) = on_terminal(program);
        assert_eq!(screen.has_colors(), colors, "colours: {}", outcome.expect_code(1));
        assert!(colors || screen.escapes().is_empty(), "{:?}: {outcome}", screen.escapes());
    }
    for (locale, is_ascii) in [("C", true), ("C.UTF-8", false)] {
        let (outcome, _) = on_terminal(with("").env("LC_ALL", locale));
        assert_eq!(outcome.stdout.is_ascii(), is_ascii, "LC_ALL={locale}: {outcome}");
    }
}

/// Progress is shown after a second, in whatever is left of a narrow terminal, also where the figure goes elsewhere, and
/// nothing of it stays. Without colours it is there as well; on a terminal that knows only text it is not.
#[track_caller]
pub fn wipes_its_progress(demo: &Demo) {
    let shown: Vec<(u16, OnTerminal)> = [20, 45, 80]
        .into_iter()
        .map(|columns| (columns, demo.with(long(demo)).env("NO_COLOR", "1").env("LC_ALL", "C").on_terminal(columns)))
        .collect();
    let piped = demo.under("exec > /dev/null", long(demo)).on_terminal(20);
    let dumb = demo.with(long(demo)).env("TERM", "dumb").on_terminal(80);
    for (columns, demo) in shown {
        let (outcome, screen) = demo.finish();
        check_figure(&screen.lines(), &screen, outcome.expect_code(0));
        assert_eq!(screen.escapes(), ["[K"], "{columns} columns: {outcome}");
        assert!(outcome.stdout.is_ascii(), "more than ASCII: {outcome}");
        assert!(outcome.stdout.contains(PROGRESS) || columns < 80, "no progress: {outcome}");
    }
    let (outcome, screen) = piped.finish();
    assert_eq!((screen.text().as_str(), screen.is_clean()), ("", true), "{outcome}");
    assert!(outcome.expect_code(0).stdout.contains("\x1b[K"), "no progress: {outcome}");
    let (outcome, screen) = dumb.finish();
    check_figure(&screen.lines(), &screen, outcome.expect_code(0));
    assert!(!outcome.stdout.contains(PROGRESS), "progress where nothing can be wiped: {outcome}");
    assert!(screen.escapes().is_empty(), "{:?}: {outcome}", screen.escapes());
}

/// Made narrower or wider while it runs, the terminal has a figure that fits it in the end, and nothing of the progress.
#[track_caller]
pub fn fits_a_resized_terminal(demo: &Demo) {
    let resized = [(120, 60), (60, 120)].map(|(columns, later)| {
        let running = demo.with("--tasks 3 --wait 60s").on_terminal(columns);
        (later, running)
    });
    for (columns, running) in resized {
        running.wait_to_see("progress", shows_progress);
        running.resize(columns);
        let before = running.text_now();
        running.wait_to_see("progress after that", |screen| shows_progress(screen) && screen.text() != before);
        running.press("\x03");
        let (outcome, screen) = running.finish();
        let lines = after_complaint(demo, screen.lines(), outcome.expect_code(130));
        check_figure(&lines, &screen, &outcome);
        let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let columns = usize::from(columns);
        assert!((columns - 5..=columns).contains(&widest), "{widest} columns on a terminal of {columns}: {outcome}");
    }
}

/// The same where the run ends by itself. Where other work delays this one, it may be over before the terminal is resized. So there are
/// several attempts.
#[track_caller]
pub fn fits_a_terminal_resized_before_its_end(demo: &Demo) {
    assert!((0..5).any(|_| fits_at_its_own_end(demo)), "in none of five runs the figure fits");
}

/// Whether a run that ends by itself has a figure that fits a terminal that was made narrower meanwhile.
#[track_caller]
fn fits_at_its_own_end(demo: &Demo) -> bool {
    let running = demo.with(long(demo)).on_terminal(120);
    running.wait_to_see("something", |screen| !screen.text().is_empty());
    running.resize(60);
    let (outcome, screen) = running.finish();
    outcome.expect_code(0);
    let widest = screen.lines().iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let fits = (55..=60).contains(&widest) && screen.broken().is_empty();
    if fits {
        check_figure(&screen.lines(), &screen, &outcome);
    }
    fits
}

/// Ctrl-C on the keyboard, before there is progress to be seen and after: the figure, exit code 130, a clean screen.
#[track_caller]
pub fn reports_after_ctrl_c_is_pressed(demo: &Demo) {
    for (term, shown) in [("xterm", false), ("xterm", true), ("dumb", false)] {
        let running = demo.with("--tasks 3 --wait 60s").env("TERM", term).on_terminal(80);
        running.wait_for_helpers(helpers(demo, 3));
        if shown {
            running.wait_to_see("progress", shows_progress);
        }
        running.press("\x03");
        let (outcome, screen) = running.finish();
        outcome.expect_code(130);
        let text = screen.text();
        assert!(text.contains("Ended by Ctrl-C"), "the figure does not say what ended the run: {outcome}");
        let mut lines = screen.lines();
        if term == "dumb" {
            assert_eq!(lines.remove(0), "^C", "{outcome}");
        }
        check_figure(&after_complaint(demo, lines, &outcome), &screen, &outcome);
    }
}

/// The lines after that in which a demo with several runs says which of them did not come about any more.
#[track_caller]
fn after_complaint(demo: &Demo, mut lines: Vec<String>, outcome: &Outcome) -> Vec<String> {
    if let [_, next, ..] = demo.runs {
        let expected = format!("{}: Ctrl-C came before the run {next} ", demo.program_name());
        assert!(lines.remove(0).starts_with(&expected), "no complaint in the first line: {outcome}");
    }
    lines
}

/// Ctrl-C pressed a second time, while the report cannot be written: it ends at once, and nothing of the progress stays.
#[track_caller]
pub fn ends_when_ctrl_c_is_pressed_twice(demo: &Demo) {
    let scratch = Scratch::new();
    // Nobody reads at the other end of this pipe.
    Program::new("mkfifo").arg(scratch.file("pipe")).run().expect_code(0);
    let running = demo.with("--tasks 3 --wait 60s --svg").arg(scratch.file("pipe")).on_terminal(80);
    running.wait_for_helpers(helpers(demo, 3));
    running.wait_to_see("progress", shows_progress);
    running.press("\x03");
    running.wait_to_see("that Ctrl-C was noticed", |screen| !shows_progress(screen));
    running.press("\x03");
    let (outcome, screen) = running.finish();
    outcome.expect_code(130);
    assert!(!shows_progress(&screen) && !screen.text().contains("Ended by"), "{outcome}");
}

/// The window is closed in the middle of a run. The program ends, and its processes with it, also where it was told to take no
/// notice of that (as `nohup` does): then at the end of the run, whose report goes nowhere.
#[track_caller]
pub fn ends_with_its_terminal(demo: &Demo) {
    let takes_no_notice = demo.under("trap '' HUP", long(demo));
    let waits = demo.with("--tasks 3 --wait 60s");
    let computes = demo.with("--tasks 8 --wait 0 --compute 20s");
    let [takes_no_notice, waits, computes] =
        [takes_no_notice, waits, computes].map(|program| program.deadline(PATIENCE).on_terminal(80));
    takes_no_notice.wait_for_helpers(helpers(demo, 1));
    let takes_no_notice = takes_no_notice.hang_up();
    let [waits, computes] = [waits, computes].map(|running| {
        running.wait_to_see("progress", shows_progress);
        running.hang_up()
    });
    for running in [waits, computes] {
        let outcome = running.finish();
        assert!(!outcome.status.success(), "it has noticed nothing: {outcome}");
    }
    takes_no_notice.finish().expect_code(1);
}

/// Checks that a figure is in these lines, and nothing else: of progress nothing is left, in front of it or in it.
#[track_caller]
fn check_figure(lines: &[String], screen: &Screen, outcome: &Outcome) {
    assert!(
        lines.first().is_some_and(|line| line.starts_with("demo_")),
        "something before the figure: {lines:#?} in {outcome}"
    );
    assert!(!lines[0].contains("done"), "progress before the figure: {lines:#?} in {outcome}");
    assert!(!shows_progress(screen), "progress is left: {lines:#?} in {outcome}");
    check_width(screen, outcome);
    assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
}

/// Checks that no line of the figure is broken. What it complains of is a line, however long.
#[track_caller]
fn check_width(screen: &Screen, outcome: &Outcome) {
    let mut broken = screen.broken();
    broken.retain(|line| !line.contains("Ctrl-C came before"));
    assert!(broken.is_empty(), "lines that have no room: {broken:#?} in {outcome}");
}
