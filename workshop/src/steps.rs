//! What threads did to a thing that they share, one step after the other: a picture with a column for each thread.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// Columns between two threads.
const GAP: usize = 3;
/// More steps than this are not drawn.
const MOST: usize = 30;

/// The steps so far.
#[derive(Default)]
pub struct Steps {
    made: Mutex<Vec<Step>>,
}

#[derive(Clone)]
struct Step {
    who: String,
    what: String,
}

impl Steps {
    /// Makes a step, and notes it as the calling thread's: both at once, so that the steps stand in the order in which they were made.
    pub fn make<T>(&self, step: impl FnOnce() -> (T, String)) -> T {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (result, what) = step();
        made.push(Step { who: who(), what });
        result
    }

    /// How many were made.
    pub fn count(&self) -> usize {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The picture.
    pub fn draw(&self) -> String {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut columns: Vec<&str> = made.iter().map(|step| &*step.who).collect();
        columns.sort_unstable();
        columns.dedup();
        let texts = made.iter().flat_map(|step| [&step.who, &step.what]);
        let width = texts.map(|text| text.chars().count()).max().unwrap_or(0) + GAP;
        let cells = columns.iter().map(|name| format!("{name:width$}"));
        let mut drawn = format!("{}\n", cells.collect::<String>().trim_end());
        for step in made.iter().take(MOST) {
            let column = columns.iter().position(|name| *name == step.who).unwrap_or(0);
            drawn += &format!("{:indent$}{}\n", "", step.what, indent = column * width);
        }
        if made.len() > MOST {
            drawn += &format!("and {} more steps\n", made.len() - MOST);
        }
        drawn
    }
}

/// The calling thread, as the pictures and the messages call it.
pub fn who() -> String {
    thread::current().name().unwrap_or("a thread").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at_once;

    #[test]
    fn each_thread_has_a_column_and_each_step_a_line() {
        let steps = Steps::default();
        at_once("guest", 2, |guest| {
            if guest == 0 {
                assert_eq!(steps.make(|| (7, "looks: 7".to_owned())), 7);
            }
        });
        at_once("guest", 2, |guest| steps.make(|| ((), if guest == 1 { "eats" } else { "waits" }.to_owned())));
        let drawn = steps.draw();
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(&lines[..2], ["guest 0    guest 1", "looks: 7"]);
        assert!(lines.contains(&"           eats") && lines.contains(&"waits"), "{drawn}");
    }

    #[test]
    fn not_all_steps_of_a_loop_are_drawn() {
        let steps = Steps::default();
        (0..100).for_each(|_| steps.make(|| ((), "again".to_owned())));
        assert_eq!(steps.draw().lines().count(), 32);
        assert!(steps.draw().ends_with("and 70 more steps\n"));
    }
}
