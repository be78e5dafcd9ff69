// refused: your 6 counts ran one after the other
use election::{BallotBox, Tally};
use std::sync::Mutex;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let tally = Mutex::new(Tally::new());
    thread::scope(|scope| {
        for ballots in &boxes {
            // The lock is taken first, and then the argument is worked out.
            scope.spawn(|| tally.lock().unwrap().add(ballots.count()));
        }
    });
    tally.into_inner().unwrap()
}
