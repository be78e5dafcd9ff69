// refused: error[E0499]: cannot borrow `tally` as mutable more than once at a time
use election::{BallotBox, Tally};
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let mut tally = Tally::new();
    thread::scope(|scope| {
        for ballots in &boxes {
            scope.spawn(|| {
                let votes = ballots.count();
                tally.add(votes);
            });
        }
    });
    tally
}
