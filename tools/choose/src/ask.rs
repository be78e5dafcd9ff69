//! The questions, one by one, for those who give no flags.

use crate::work::{Question, show_time};
use std::io::{BufRead, Write};
use std::time::Duration;
use timing::workload::{TASKS_MOST, Workload, parse_duration, show_count};

/// How many tasks there are where nobody says so. As in every demo.
pub const TASKS: usize = 10;
/// How long a task waits where nobody says so. As in every demo.
pub const WAIT: Duration = Duration::from_millis(200);

/// Asks what the work is. An empty line takes what stands in brackets; an answer that cannot be is asked for again.
///
/// # Errors
/// That the input ended before everything was answered.
pub fn ask(cores: usize, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<Question, String> {
    let mut dialogue = Dialogue { input, output };
    dialogue.say("What is the work? Enter takes what stands in brackets.");
    let tasks = dialogue.ask("How many tasks are there?", TASKS, |tasks| show_count(*tasks as u64), count)?;
    let wait =
        dialogue.ask("How long does each wait, for example for a server?", WAIT, |time| show_time(*time), time)?;
    let compute = dialogue.ask("How long does each compute?", Duration::ZERO, |_| "0".to_owned(), time)?;
    let if_yes = |yes: &bool| if *yes { "yes".to_owned() } else { "no".to_owned() };
    let fail_alone = dialogue.ask("Must a crash of one task leave the others as they are?", false, if_yes, yes)?;
    let blocking_library = !fail_alone
        && !wait.is_zero()
        && dialogue.ask("Does the library that they wait in block its thread?", false, if_yes, yes)?;
    dialogue.say("");
    let work = Workload { tasks, wait, compute, cores };
    Ok(Question { fail_alone, blocking_library, ..Question::about(work) })
}

struct Dialogue<'a> {
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
}

impl Dialogue<'_> {
    /// That nobody may read it is no reason to stop: then nobody answers either.
    fn say(&mut self, line: &str) {
        let _ = writeln!(self.output, "{line}");
    }

    fn ask<T>(
        &mut self,
        question: &str,
        otherwise: T,
        show: impl Fn(&T) -> String,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, String> {
        loop {
            let _ = write!(self.output, "{question} [{}] ", show(&otherwise)).and_then(|()| self.output.flush());
            let mut line = Vec::new();
            // Not everything that can be typed is text.
            let read_bytes =
                self.input.read_until(b'\n', &mut line).map_err(|error| format!("{error}; nothing was measured"))?;
            if read_bytes == 0 {
                self.say("");
                return Err("the input ended before everything was answered; nothing was measured".to_owned());
            }
            let line = String::from_utf8_lossy(&line);
            match line.trim() {
                "" => return Ok(otherwise),
                answer => match read(answer) {
                    Ok(read) => return Ok(read),
                    Err(why) => self.say(&format!("  \"{answer}\" {why}")),
                },
            }
        }
    }
}

fn count(text: &str) -> Result<usize, String> {
    match text.replace([',', '_'], "").parse() {
        Ok(count) if (1..=TASKS_MOST).contains(&count) => Ok(count),
        _ => Err(format!("is not it; write a whole number from 1 to {}", show_count(TASKS_MOST as u64))),
    }
}

fn time(text: &str) -> Result<Duration, String> {
    parse_duration(text)
}

fn yes(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err("is neither; write yes or no".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(input: &[u8]) -> (Result<Question, String>, String) {
        let mut output = Vec::new();
        let answered = ask(2, &mut &*input, &mut output);
        (answered, String::from_utf8(output).unwrap())
    }

    #[test]
    fn enter_takes_what_stands_in_brackets() {
        let (question, said) = asked(b"\n\n\n\n\n");
        let work = Workload { tasks: TASKS, wait: WAIT, compute: Duration::ZERO, cores: 2 };
        assert_eq!(question, Ok(Question::about(work)));
        for bracket in ["[10]", "[200 ms]", "[0]", "[no]"] {
            assert!(said.contains(bracket), "{said}");
        }
    }

    #[test]
    fn answers_are_taken_and_bad_ones_asked_for_again() {
        let (question, said) = asked(b"0\nmany\n5,000\n80 parsecs\n80ms\n 2ms \nperhaps\nNO\ny\n");
        let work =
            Workload { tasks: 5_000, wait: Duration::from_millis(80), compute: Duration::from_millis(2), cores: 2 };
        assert_eq!(question, Ok(Question { blocking_library: true, ..Question::about(work) }));
        assert_eq!(said.matches("How many tasks").count(), 3, "{said}");
        assert_eq!(said.matches("How long does each wait").count(), 2, "{said}");
        assert!(said.contains("\"perhaps\" is neither"), "{said}");
    }

    #[test]
    fn what_makes_no_difference_any_more_is_not_asked() {
        assert!(!asked(b"\n\n\nyes\n").1.contains("library"), "only processes are left");
        assert!(!asked(b"\n0\n1ms\n\n").1.contains("library"), "there is nothing to wait for");
    }

    #[test]
    fn the_end_of_the_input_is_an_answer_too() {
        for input in [&b""[..], b"10\n", b"10\nx"] {
            assert!(asked(input).0.unwrap_err().contains("nothing was measured"));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_it_ends(input in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (answered, _) = asked(&input);
            if let Ok(question) = answered {
                prop_assert!((1..=TASKS_MOST).contains(&question.work.tasks));
            }
        }
    }
}
