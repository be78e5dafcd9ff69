// refused: your 6 counts ran one after the other
use election::{BallotBox, Tally};
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let mut tally = Tally::new();
    thread::scope(|scope| {
        scope.spawn(|| boxes.iter().for_each(|ballots| tally.add(ballots.count())));
    });
    tally
}
