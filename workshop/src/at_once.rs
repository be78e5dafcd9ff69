//! Several threads that do something at once.

use std::panic::resume_unwind;
use std::thread;

/// Calls `body` with 0, 1, and so on, all at once: each on a thread of its own, which is called `customer 3`, if the name is
/// `customer`. Returns what they returned, in order, when all have ended; where a check failed in one of them, or a panic happened,
/// it fails in the same way.
///
/// # Panics
/// Where a thread cannot be started.
pub fn at_once<T: Send>(name: &str, count: usize, body: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let body = &body;
    let ended: Vec<_> = thread::scope(|scope| {
        let start = |number| {
            let thread = thread::Builder::new().name(format!("{name} {number}"));
            thread.spawn_scoped(scope, move || body(number)).expect("a thread")
        };
        let threads: Vec<_> = (0..count).map(start).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    ended.into_iter().map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scene, expect, expect_no_panic};
    use std::panic::catch_unwind;

    #[test]
    fn all_are_under_way_at_once_and_return_in_order() {
        let scene = Scene::with_lengths("call", &[30, 10, 20]);
        let names = at_once("caller", 3, |number| {
            scene.task(number).wait();
            thread::current().name().map(str::to_owned)
        });
        assert_eq!(scene.seen().peak(), 3);
        assert_eq!(names, ["caller 0", "caller 1", "caller 2"].map(|name| Some(name.to_owned())));
    }

    #[test]
    fn what_fails_in_a_thread_fails_here() {
        let panic = catch_unwind(|| at_once("caller", 2, |number| assert_eq!(number, 0, "not zero"))).unwrap_err();
        assert!(panic.downcast_ref::<String>().unwrap().contains("not zero"));
        let refused = || at_once("caller", 2, |number| expect(number == 0, "one.", "zero."));
        let payload = catch_unwind(|| expect_no_panic(refused, "none.")).unwrap_err();
        assert!(payload.downcast_ref::<String>().is_none()); // the check's own, which has said all
    }
}
