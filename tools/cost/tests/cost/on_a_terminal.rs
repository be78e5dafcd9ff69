//! `cost` on a real terminal.

use super::cost;
use testkit::{Outcome, Screen};

fn is_under_way(screen: &Screen) -> bool {
    screen.text().contains("round 1 of")
}

/// Checks that the figure is there, and nothing else: of progress nothing is left.
#[track_caller]
fn check_figure(screen: &Screen, outcome: &Outcome) {
    let lines = screen.lines();
    assert!(lines[0].starts_with("What one task"), "something before the figure: {lines:#?} in {outcome}");
    for words in ["round 1 of", "^C"] {
        assert!(!screen.text().contains(words), "{words:?} is left: {lines:#?} in {outcome}");
    }
    assert!(screen.broken().is_empty(), "lines that have no room: {:#?} in {outcome}", screen.broken());
    assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
}

#[test]
fn the_figure_fits_and_nothing_is_left_of_the_progress() {
    for columns in [20, 60, 80, 160] {
        let (outcome, screen) = cost("--rounds 1 --only thread,async-tokio").on_terminal(columns).finish();
        check_figure(&screen, outcome.expect_code(0));
        assert!(outcome.stdout.contains("round 1 of 1"), "no progress: {outcome}");
        assert!(screen.has_colors(), "no colours: {outcome}");
    }
}

#[test]
fn ctrl_c_leaves_a_figure_and_nothing_of_itself() {
    let running = cost("--rounds 100 --only thread,async-tokio").on_terminal(80);
    running.wait_to_see("a round", is_under_way);
    running.press("\x03");
    let (outcome, screen) = running.finish();
    check_figure(&screen, outcome.expect_code(130));
    assert!(screen.text().contains("Ctrl-C came after"), "{outcome}");
}
