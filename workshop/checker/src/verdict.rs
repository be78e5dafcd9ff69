//! Whether an answer was judged as it should be.

use crate::run::Bounded;
use crate::set::{Answer, Kind};
use std::time::Duration;

/// How it went with an answer.
pub struct Judged {
    pub exercise: String,
    kind: Kind,
    took: Duration,
    /// What is wrong with the exercise, as this answer shows.
    pub flaw: Option<String>,
}

/// One of these is in every message that helps: what is wanted, that it would not have ended, an error of the compiler's.
const HELPFUL: [&str; 3] = ["Wanted: ", "This would not have ended", "error"];

/// The verdict on an answer that must not compile.
pub fn of_compiler(answer: &Answer, compiler: Option<&Bounded>) -> Judged {
    let flaw = match compiler {
        None => Some("the compiler was not asked".to_owned()),
        Some(ended) => judge(answer, !ended.success, &ended.output).or_else(|| ended.flaw()),
    };
    judged(answer, Duration::ZERO, flaw) // cargo may have waited for another cargo
}

/// The verdict on an answer whose tests and `main` have been run. rustlings accepts it if both end well, and clippy finds no error.
pub fn of_runs(answer: &Answer, tests: Result<Bounded, String>, main: Result<Bounded, String>, clippy: &str) -> Judged {
    let (tests, main) = match (tests, main) {
        (Ok(tests), Ok(main)) => (tests, main),
        (Err(what), _) | (_, Err(what)) => return judged(answer, Duration::ZERO, Some(what)),
    };
    let said = format!("{}\n{}\n{clippy}", tests.output, main.output);
    let is_refused = !tests.success || !main.success || !clippy.is_empty();
    let flaw = if tests.output.contains("running 0 tests") {
        Some("it has no tests".to_owned())
    } else {
        tests.flaw().or_else(|| main.flaw()).or_else(|| judge(answer, is_refused, &said))
    };
    judged(answer, tests.took + main.took, flaw)
}

fn judged(answer: &Answer, took: Duration, flaw: Option<String>) -> Judged {
    let flaw = flaw.map(|flaw| format!("{}: {flaw}", answer.path));
    Judged { exercise: answer.exercise.clone(), kind: answer.kind, took, flaw }
}

/// What is wrong where an answer was refused, or was not, with these words.
fn judge(answer: &Answer, is_refused: bool, said: &str) -> Option<String> {
    let lines: Vec<&str> = said.lines().collect();
    let end = lines[lines.len().saturating_sub(60)..].join("\n");
    // Messages are broken into lines.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match answer.kind {
        Kind::Solution | Kind::Right => is_refused.then(|| format!("it is right, and was refused:\n{end}")),
        Kind::HandedOut | Kind::Wrong if !is_refused => Some(format!("it was accepted:\n{end}")),
        Kind::HandedOut | Kind::Wrong if !words(said).contains(&words(&answer.reason)) => {
            Some(format!("it was refused for another reason than '{}':\n{end}", answer.reason))
        }
        Kind::HandedOut | Kind::Wrong => {
            let helps = HELPFUL.iter().any(|words| said.contains(words));
            (!helps).then(|| format!("it was refused without a word that helps:\n{end}"))
        }
    }
}

/// A line about an exercise.
pub fn summary(exercise: &str, judged: &[&Judged]) -> String {
    let count = |kinds: &[Kind]| judged.iter().filter(|judged| kinds.contains(&judged.kind)).count();
    let took = judged.iter().map(|judged| judged.took).max().unwrap_or_default();
    format!(
        "{exercise}: {} wrong answers refused, {} right ones accepted ({:.1} s at most)",
        count(&[Kind::HandedOut, Kind::Wrong]),
        count(&[Kind::Solution, Kind::Right]),
        took.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: Kind, reason: &str) -> Answer {
        let (exercise, name, path, text) = ("e".to_owned(), "a".to_owned(), "wrong/e/a.rs".to_owned(), String::new());
        Answer { exercise, kind, name, path, text, reason: reason.to_owned() }
    }

    fn ended(success: bool, output: &str) -> Result<Bounded, String> {
        let output = output.to_owned();
        Ok(Bounded { success, output, took: Duration::from_secs(1), limit: None, left_open: false })
    }

    fn flaw(kind: Kind, tests: (bool, &str), main: bool, clippy: &str) -> String {
        let judged = of_runs(&answer(kind, "one after"), ended(tests.0, tests.1), ended(main, ""), clippy);
        judged.flaw.unwrap_or_default()
    }

    const REFUSAL: &str = "Seen: one\n      after the other.\nWanted: all at once.";

    #[test]
    fn a_wrong_answer_has_to_be_refused_for_its_reason() {
        assert_eq!(flaw(Kind::Wrong, (false, REFUSAL), true, ""), "");
        assert!(flaw(Kind::Wrong, (true, "one after Wanted: "), true, "").contains("was accepted"));
        assert!(flaw(Kind::Wrong, (false, "Wanted: something else"), true, "").contains("another reason"));
        assert!(flaw(Kind::Wrong, (false, "assertion failed: one after"), true, "").contains("a word that helps"));
    }

    #[test]
    fn a_main_that_fails_and_an_error_of_clippys_refuse_an_answer_too() {
        assert_eq!(flaw(Kind::Wrong, (true, REFUSAL), false, ""), "");
        assert_eq!(flaw(Kind::Wrong, (true, REFUSAL), true, "src/a.rs:1:1: error: no"), "");
        assert!(flaw(Kind::Right, (true, ""), false, "").contains("was refused"));
        assert!(flaw(Kind::Right, (true, ""), true, "src/a.rs:1:1: error: no").contains("was refused"));
    }

    #[test]
    fn a_right_answer_has_to_be_accepted_by_tests_that_were_run() {
        assert_eq!(flaw(Kind::Right, (true, "test result: ok"), true, ""), "");
        assert!(flaw(Kind::Solution, (false, REFUSAL), true, "").contains("was refused"));
        assert!(flaw(Kind::Right, (true, "running 0 tests"), true, "").contains("no tests"));
    }
}
