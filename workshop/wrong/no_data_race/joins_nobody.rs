// refused: each count ends once before your function returns
use election::{BallotBox, Tally};
use std::mem;
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
    let mut counted = tally.lock().unwrap();
    mem::replace(&mut counted, Tally::new())
}
