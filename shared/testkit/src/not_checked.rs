//! What cannot be tested on this machine.

use std::fmt::Display;
use std::io::{self, Write};

/// Says, in a line on standard error, that a test looks at nothing, or at less, because of `why`. What `eprintln!` prints cargo hides
/// where the test passes, as this one then does.
pub fn not_checked(why: impl Display) {
    let line = format!("not checked: {why}\n"); // in one piece, as others may write, too
    let _ = io::stderr().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Program;
    use std::env;

    #[test]
    #[ignore = "it is for the test below to run"]
    fn a_test_that_cannot_look() {
        not_checked("there is no other world here");
    }

    #[test]
    fn who_runs_the_tests_sees_it() {
        let these = env::current_exe().unwrap();
        let program = Program::new(these.to_str().unwrap());
        let outcome = program.args("not_checked::tests::a_test_that_cannot_look --exact --ignored").run();
        outcome.expect_code(0);
        assert_eq!(outcome.stderr, "not checked: there is no other world here\n", "{outcome}");
    }
}
