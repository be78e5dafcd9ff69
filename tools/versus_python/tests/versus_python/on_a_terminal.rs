//! `versus_python` on a real terminal.

use super::wrong_python::{compared, wrong};
use super::{python3, quick};
use testkit::Scratch;

const WAITING: &str = "--tasks 10 --only waiting";

#[test]
fn the_tables_fit_and_nothing_is_left_of_the_progress() {
    let Some(python) = python3() else { return };
    let (outcome, screen) = quick(python, WAITING).on_terminal(80).finish();
    outcome.expect_code(0);
    assert!(outcome.stdout.contains("\x1b[Kround 1 of 1: "), "no progress: {outcome}");
    assert!(screen.lines()[0].starts_with("Python 3."), "something before the tables: {outcome}");
    for words in ["cargo builds", "round 1 of"] {
        assert!(!screen.text().contains(words), "{words:?} is left: {outcome}");
    }
    assert!(screen.broken().is_empty(), "lines that have no room: {:#?} in {outcome}", screen.broken());
    assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
}

#[test]
fn ctrl_c_shows_what_there_is() {
    let scratch = Scratch::new();
    let running = compared("--quick --tasks 10 --only waiting", &wrong(&scratch, ["sleep 600"; 4])).on_terminal(80);
    running.wait_for_helper_named("sleep");
    running.press("\x03");
    let (outcome, screen) = running.finish();
    outcome.expect_code(130);
    assert!(screen.lines()[0].starts_with("Python 3.99.0"), "{outcome}");
    assert!(screen.text().contains("Ctrl-C") && !screen.text().contains("^C") && screen.is_clean(), "{outcome}");
}

/// The window is closed while a Python hangs: nothing is left of it.
#[test]
fn it_ends_with_its_terminal() {
    let scratch = Scratch::new();
    let running = compared("--quick --tasks 10 --only waiting", &wrong(&scratch, ["sleep 600"; 4])).on_terminal(80);
    running.wait_for_helper_named("sleep");
    let outcome = running.hang_up().finish();
    assert!(!outcome.status.success(), "it has noticed nothing: {outcome}");
}
