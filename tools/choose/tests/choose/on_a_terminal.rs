//! `choose` on a real terminal: it asks, and shows how far it is.

use super::{alone, choose};
use testkit::{OnTerminal, Outcome, Screen};

/// Waits for a question, and types an answer.
fn answer(running: &OnTerminal, question: &str, typed: &str) {
    answer_when_asked(1, running, question, typed);
}

/// The same for a question that is asked several times. What is typed before it stands there is shown before it, too.
fn answer_when_asked(times: usize, running: &OnTerminal, question: &str, typed: &str) {
    running.wait_to_see(question, |screen| screen.text().matches(question).count() == times);
    running.press(typed);
}

/// Checks that the answer is there, and nothing is left of the progress.
fn check_answer(screen: &Screen, outcome: &Outcome) {
    let text = screen.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(words.join(" ").contains("The simplest that is fast: "), "no answer: {outcome}");
    for words in ["cargo builds", "s left", "####"] {
        assert!(!text.contains(words), "{words:?} is left: {outcome}");
    }
    assert!(screen.broken().is_empty(), "lines that have no room: {:#?} in {outcome}", screen.broken());
    assert!(screen.is_clean(), "the next line does not begin at the left, or in some colour: {outcome}");
}

#[test]
fn without_flags_it_asks_and_asks_again() {
    let _alone = alone();
    let running = choose("--budget 1s").on_terminal(80);
    answer(&running, "How many tasks are there? [10]", "some\r");
    answer_when_asked(2, &running, "How many tasks are there? [10]", "3\r");
    answer(&running, "How long does each wait", "20ms\r");
    answer(&running, "How long does each compute? [0]", "\r");
    answer(&running, "Must a crash of one task", "\r");
    answer(&running, "block its thread? [no]", "y\r");
    let (outcome, screen) = running.finish();
    check_answer(&screen, outcome.expect_code(0));
    assert!(
        screen.text().contains("\"some\" is not it") && screen.text().contains("3 tasks, each waits 20 ms"),
        "{outcome}"
    );
    assert!(outcome.stdout.contains("thread"), "no progress: {outcome}");
}

#[test]
fn ctrl_c_and_the_end_of_the_input_end_the_questions() {
    let running = choose("").on_terminal(80);
    answer(&running, "How many tasks are there?", "\x03");
    let (outcome, screen) = running.finish();
    outcome.expect_code(130);
    assert!(screen.is_clean(), "{outcome}");
    let running = choose("").on_terminal(80);
    answer(&running, "How many tasks are there?", "7\r");
    answer(&running, "How long does each wait", "\x04");
    let (outcome, screen) = running.finish();
    outcome.expect_code(2);
    assert!(screen.is_clean() && screen.text().contains("nothing was measured"), "{outcome}");
}

#[test]
fn nothing_is_left_of_the_progress_at_any_width() {
    let _alone = alone();
    for columns in [30, 100] {
        let (outcome, screen) = choose("--tasks 3 --wait 20ms --budget 1s").on_terminal(columns).finish();
        check_answer(&screen, outcome.expect_code(0));
        assert!(screen.widest() <= usize::from(columns), "{outcome}");
    }
}

#[test]
fn ctrl_c_leaves_an_answer_or_says_that_there_is_none_yet() {
    let _alone = alone();
    let running = choose("--tasks 8 --compute 20s --budget 100s").on_terminal(80);
    running.wait_to_see("a model that runs", |screen| screen.text().contains(" with "));
    running.wait_for_helper_named("demo_");
    running.press("\x03");
    let (outcome, screen) = running.finish();
    outcome.expect_code(130);
    assert!(screen.text().contains("Ctrl-C came before"), "{outcome}");
    assert!(screen.is_clean() && !screen.text().contains("^C"), "{outcome}");
}
