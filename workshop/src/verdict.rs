//! What is wrong with an answer, said so that it helps.

use std::any::Any;
use std::fmt::{self, Debug, Display};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

/// Columns of a message: what fits beside a book.
const WIDTH: usize = 90;

/// What has been said so far. The watchdog says it again: the test harness would keep it to itself.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Checks something about an answer. Where it does not hold, the test fails with both sentences: what was seen, and what is wanted.
#[track_caller]
pub fn expect(holds: bool, seen: impl Display, wanted: impl Display) {
    if !holds {
        fail(&seen, &wanted, None);
    }
}

/// Checks that an answer is what it should be. `what` names it: `"the answers"`.
#[track_caller]
pub fn expect_eq<T: PartialEq + Debug>(what: &str, seen: T, wanted: T) {
    expect(seen == wanted, format_args!("{what}: {seen:?}"), format_args!("{wanted:?}"));
}

/// Runs something that a learner wrote. Where it panics, the test fails with what the panic said, and with what is wanted instead.
#[track_caller]
pub fn expect_no_panic<T>(body: impl FnOnce() -> T, wanted: impl Display) -> T {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => value,
        Err(panic) if panic.is::<Refused>() => resume_unwind(panic), // a check in there has said all
        Err(panic) => fail(&format_args!("a panic: {}", words_of(&*panic)), &wanted, None),
    }
}

/// What a panic said.
fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}

/// The test fails with both sentences and a picture.
#[track_caller]
pub fn fail(seen: &dyn Display, wanted: &dyn Display, picture: Option<&str>) -> ! {
    let mut text = String::new();
    hang(&mut text, "Seen:   ", &seen.to_string());
    hang(&mut text, "Wanted: ", &wanted.to_string());
    if let Some(picture) = picture {
        text += &format!("\nWhat your code did:\n\n{picture}");
    }
    text += &format!("\n(checked in {})\n", Location::caller());
    eprintln!("\n{text}"); // the harness shows it under the test's name
    SAID.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    // A panic would add its own lines, and the trace of a stack that is not the learner's.
    resume_unwind(Box::new(Refused))
}

/// Everything that was said so far.
pub fn said() -> Vec<String> {
    SAID.try_lock().map(|said| said.clone()).unwrap_or_default()
}

/// What a failed check ends its test with.
struct Refused;

impl Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the answer was refused")
    }
}

/// A paragraph with its first word in front.
fn hang(out: &mut String, word: &str, text: &str) {
    let mut line = word.to_owned();
    let indent = word.chars().count();
    let mut is_empty = true;
    for part in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + part.chars().count() > WIDTH {
            *out += &format!("{line}\n");
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += part;
        is_empty = false;
    }
    *out += &format!("{line}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_broken_between_words() {
        let mut out = String::new();
        hang(&mut out, "Seen:   ", &"word ".repeat(40));
        assert!(out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
        assert_eq!(out.matches("word").count(), 40);
        assert!(out.lines().skip(1).all(|line| line.starts_with("        word")), "{out}");
    }

    #[test]
    fn a_panic_is_told_and_a_refusal_is_handed_on() {
        let refusal_of = |body: fn()| {
            let panic = catch_unwind(|| expect_no_panic(body, "none.")).unwrap_err();
            assert!(panic.is::<Refused>());
            said().concat()
        };
        assert!(refusal_of(|| panic!("number {}", 7)).contains("Seen:   a panic: number 7\nWanted: none."));
        assert!(refusal_of(|| panic!("in a word")).contains("a panic: in a word"));
        let all = refusal_of(|| expect(false, "one.", "two."));
        assert!(all.contains("Seen:   one.\nWanted: two.") && !all.contains("without a word"), "{all}");
        assert_eq!(expect_no_panic(|| 8, "none."), 8);
    }

    #[test]
    fn a_word_that_is_too_long_stands_alone() {
        let mut out = String::new();
        hang(&mut out, "Seen:   ", &format!("a {} b", "x".repeat(200)));
        assert_eq!(out.lines().count(), 3);
    }
}
