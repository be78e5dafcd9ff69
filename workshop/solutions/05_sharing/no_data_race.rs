//! `add` takes `&mut self`, so the compiler lets nobody else near the tally meanwhile. The
//! mutex lends it to one thread at a time, and only for the `add`: the box is counted before
//! the lock is taken.

use election::{BallotBox, Tally};
use std::sync::Mutex;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let tally = Mutex::new(Tally::new());
    thread::scope(|scope| {
        for ballots in &boxes {
            scope.spawn(|| {
                let votes = ballots.count();
                tally.lock().unwrap().add(votes);
            });
        }
    });
    tally.into_inner().unwrap()
}

// ----- Nothing to change below: what runs, and what is checked. -----

mod election {
    /// The votes of one box. Whoever counts them is at it for a while.
    pub struct BallotBox {
        count: workshop::Task,
        votes: Votes,
    }

    impl BallotBox {
        pub fn count(&self) -> Votes {
            self.count.wait();
            self.votes
        }
    }

    #[derive(Clone, Copy)]
    pub struct Votes {
        yes: u32,
        no: u32,
    }

    /// All votes that were counted so far.
    #[derive(Debug, PartialEq, Eq)]
    pub struct Tally {
        yes: u32,
        no: u32,
    }

    impl Tally {
        pub fn new() -> Tally {
            Tally { yes: 0, no: 0 }
        }

        pub fn add(&mut self, votes: Votes) {
            self.yes += votes.yes;
            self.no += votes.no;
        }
    }

    pub fn boxes(scene: &workshop::Scene, votes: &[[u32; 2]]) -> Vec<BallotBox> {
        let votes = votes.iter().map(|&[yes, no]| Votes { yes, no });
        let counts = scene.tasks().into_iter();
        counts.zip(votes).map(|(count, votes)| BallotBox { count, votes }).collect()
    }

    #[cfg(test)]
    pub fn tally(yes: u32, no: u32) -> Tally {
        Tally { yes, no }
    }
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::with_lengths("count", &[200, 100, 300]);
        let boxes = election::boxes(&scene, &[[30, 12], [5, 40], [21, 7]]);
        let tally = count_all(boxes);
        println!("{tally:?}\n\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use super::election::{Tally, boxes, tally};
    use workshop::{Scene, Seen};

    /// Has the boxes counted, each of which takes so long.
    fn count(votes: &[[u32; 2]], lengths: &[u64]) -> (Tally, Seen) {
        let scene = Scene::with_lengths("count", lengths);
        let boxes = boxes(&scene, votes);
        let tally = workshop::expect_no_panic(
            || super::count_all(boxes),
            "`count_all` returns the tally when all have been added to it.",
        );
        (tally, scene.seen())
    }

    fn check_tally(seen: &Seen, tally: &Tally, wanted: &Tally) {
        seen.expect(
            tally == wanted,
            format!("your tally is {tally:?}."),
            format!("{wanted:?}: the votes of all boxes, added to one tally."),
        );
    }

    #[test]
    fn all_boxes_are_counted_at_once() {
        workshop::test(|| {
            let votes = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]];
            let (counted, seen) = count(&votes, &[100; 6]);
            seen.expect_all_ended();
            seen.expect_peak(6);
            check_tally(&seen, &counted, &tally(36, 42));
        });
    }

    #[test]
    fn the_tally_is_whole_also_where_the_last_box_takes_longest() {
        workshop::test(|| {
            let votes = [[30, 12], [5, 40], [21, 7], [1, 0]];
            let (counted, seen) = count(&votes, &[200, 100, 300, 400]);
            seen.expect_all_ended();
            check_tally(&seen, &counted, &tally(57, 59));
        });
    }
}
