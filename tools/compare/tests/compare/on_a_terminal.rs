//! `compare` on a real terminal.

use super::a_bad_demo::Wrong;
use super::{PATIENCE, compare};
use testkit::{Outcome, Program, Screen};

const TWO: &str = "--tasks 3 --wait 50ms --rounds 2 --only thread,sequential";

fn is_under_way(screen: &Screen) -> bool {
    screen.text().contains("round 1 of")
}

/// Checks that the comparison is there, and nothing else: of progress nothing is left.
#[track_caller]
fn check_figure(screen: &Screen, outcome: &Outcome) {
    let lines = screen.lines();
    assert!(lines[0].starts_with("3 tasks, each waits"), "something before the figure: {lines:#?} in {outcome}");
    for words in ["cargo builds", "round 1 of", "round 2 of", "^C"] {
        assert!(!screen.text().contains(words), "{words:?} is left: {lines:#?} in {outcome}");
    }
    assert!(screen.broken().is_empty(), "lines that have no room: {:#?} in {outcome}", screen.broken());
    assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
}

#[test]
fn the_figure_fits_and_nothing_is_left_of_the_progress() {
    for (columns, least) in [(20, 15), (80, 75), (160, 150)] {
        let (outcome, screen) = compare(TWO).on_terminal(columns).finish();
        check_figure(&screen, outcome.expect_code(0));
        assert!(outcome.stdout.contains("\x1b[Kround 2 of 2"), "no progress: {outcome}");
        assert!((least..=usize::from(columns)).contains(&screen.widest()), "{columns} columns: {outcome}");
        assert!(screen.has_colors(), "no colours: {outcome}");
    }
}

#[test]
fn colors_and_progress_are_only_where_they_may_be() {
    let (outcome, screen) = compare(TWO).env("NO_COLOR", "1").env("LC_ALL", "C").on_terminal(80).finish();
    check_figure(&screen, outcome.expect_code(0));
    assert_eq!(screen.escapes(), ["[K"], "{outcome}");
    assert!(outcome.stdout.is_ascii(), "{outcome}");
    let (outcome, screen) = compare(TWO).env("TERM", "dumb").on_terminal(80).finish();
    check_figure(&screen, outcome.expect_code(0));
    assert!(screen.escapes().is_empty(), "{:?}: {outcome}", screen.escapes());
}

/// What cargo has to say, and that there is none, is not written beside the progress.
#[test]
fn what_cargo_complains_of_has_lines_of_its_own() {
    let talks = Wrong::with_cargo("echo 'warning: it is old' >&2");
    let (outcome, screen) = talks.compare("--only thread").on_terminal(80).finish();
    outcome.expect_code(1);
    assert_eq!(screen.lines()[0], "warning: it is old", "{outcome}");
    let missing = talks.compare("--only thread").env("CARGO", "/there/is/no/cargo");
    let (outcome, screen) = missing.on_terminal(80).finish();
    outcome.expect_code(1);
    assert!(screen.lines()[0].starts_with("compare: cargo cannot be run"), "{outcome}");
}

/// Ctrl-C goes to cargo as well, and to the demos.
#[test]
fn ctrl_c_ends_the_build_and_the_rounds() {
    let builds = Wrong::with_cargo("exec sleep 600");
    let running = builds.compare("--only thread,sequential").on_terminal(80);
    running.wait_to_see("that cargo builds", |screen| screen.text().contains("cargo builds"));
    running.wait_for_helper_named("sleep");
    running.press("\x03");
    let (outcome, screen) = running.finish();
    assert_eq!((screen.text().as_str(), screen.is_clean()), ("", true), "{}", outcome.expect_code(130));

    let running =
        compare("--tasks 3 --wait 15s --rounds 1 --only async-tokio,thread").deadline(PATIENCE).on_terminal(80);
    running.wait_to_see("a round", is_under_way);
    running.wait_for_helpers(1);
    running.press("\x03");
    let (outcome, screen) = running.finish();
    check_figure(&screen, outcome.expect_code(130));
    assert!(screen.text().contains("Ctrl-C"), "{outcome}");
}

/// The window is closed while cargo builds, and while demos run: nothing is left of them.
#[test]
fn it_ends_with_its_terminal() {
    let builds = Wrong::with_cargo("exec sleep 600");
    let rounds = |demos: &str| compare("--tasks 3 --wait 15s --rounds 1 --only").args(demos).deadline(PATIENCE);
    let closed = |program: Program, is_seen: fn(&Screen) -> bool, helper: &str| {
        let running = program.on_terminal(80);
        running.wait_to_see("progress", is_seen);
        running.wait_for_helper_named(helper);
        let outcome = running.hang_up().finish();
        assert!(!outcome.status.success(), "it has noticed nothing: {outcome}");
    };
    closed(builds.compare("--only thread"), |screen| screen.text().contains("cargo builds"), "sleep");
    closed(rounds("async-tokio"), is_under_way, "demo_async_toki");
    closed(rounds("multiprocess"), is_under_way, "demo_multiproce");
}
