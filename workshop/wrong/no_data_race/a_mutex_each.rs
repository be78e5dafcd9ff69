// refused: your tally is Tally { yes: 0, no: 0 }
use election::{BallotBox, Tally};
use std::sync::{Arc, Mutex};
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let mut threads = Vec::new();
    for ballots in boxes {
        let tally = Arc::new(Mutex::new(Tally::new()));
        threads.push(thread::spawn(move || {
            let votes = ballots.count();
            tally.lock().unwrap().add(votes);
        }));
    }
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    Tally::new()
}
