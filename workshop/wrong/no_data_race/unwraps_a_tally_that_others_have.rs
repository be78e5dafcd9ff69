// refused: a panic: called `Option::unwrap()` on a `None` value
use election::{BallotBox, Tally};
use std::sync::{Arc, Mutex};
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let tally = Arc::new(Mutex::new(Tally::new()));
    for ballots in boxes {
        let tally = Arc::clone(&tally);
        thread::spawn(move || {
            let votes = ballots.count();
            tally.lock().unwrap().add(votes);
        });
    }
    Arc::into_inner(tally).unwrap().into_inner().unwrap()
}
