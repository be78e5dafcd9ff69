//! What decides without a measurement: which models can do the work at all.

use crate::models::{Kind, Model};
use crate::work::Question;

/// Why a model was not run, or is not among those to choose from.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    /// A crash of one of its tasks takes the others down.
    CrashesTogether,
    /// It is async, and the library blocks its thread.
    Blocked,
    /// This system cannot have what it needs: which limit, and how to raise it.
    DoesNotFit(String),
    /// It needs at least so many nanoseconds, which is more than another one takes.
    CannotWin(f64),
    /// It was run, and that went wrong.
    Broke(String),
    /// There was no time left to run it.
    Unmeasured,
}

/// Why this model cannot do what is asked for, whatever it takes; `None` where it can.
// ANCHOR: hindrance
pub fn hindrance(model: Model, question: &Question) -> Option<Out> {
    if question.fail_alone && model.kind() != Kind::Processes {
        return Some(Out::CrashesTogether);
    }
    if question.blocking_library && model.kind() == Kind::Async {
        return Some(Out::Blocked);
    }
    let refused = model.needs(&question.work).check().err()?;
    // ANCHOR_END: hindrance
    // That nothing was run is true of the demo that says so, and here of one model of many.
    Some(Out::DoesNotFit(refused.trim_end_matches("; nothing was run").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use timing::workload::Workload;

    fn allowed(question: &Question) -> Vec<Model> {
        Model::ALL.into_iter().filter(|model| hindrance(*model, question).is_none()).collect()
    }

    fn question(tasks: usize) -> Question {
        Question::about(Workload { tasks, wait: Duration::from_millis(10), compute: Duration::ZERO, cores: 2 })
    }

    #[test]
    fn flags_leave_only_what_can_do_it() {
        assert_eq!(allowed(&question(10)), Model::ALL);
        let alone = Question { fail_alone: true, ..question(10) };
        assert_eq!(allowed(&alone), [Model::Multiprocess]);
        assert_eq!(allowed(&Question { blocking_library: true, ..alone }), [Model::Multiprocess]);
        let blocking = Question { blocking_library: true, ..question(10) };
        let expected = [Model::Sequential, Model::Rayon, Model::Thread, Model::ThreadPool, Model::Multiprocess];
        assert_eq!(allowed(&blocking), expected);
    }

    #[test]
    fn what_does_not_fit_says_which_limit_and_not_that_nothing_was_run() {
        match hindrance(Model::Thread, &question(10_000_000)) {
            Some(Out::DoesNotFit(why)) => {
                assert!(why.contains("10,000,000 threads") && !why.contains("nothing was run"), "{why}");
            }
            other => assert!(other.is_none() && !cfg!(target_os = "linux"), "{other:?}"),
        }
    }
}
