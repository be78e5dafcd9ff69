// refused: It looks like a deadlock
use election::{BallotBox, Tally};
use std::sync::mpsc;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let mut tally = Tally::new();
    let (sender, receiver) = mpsc::channel();
    for ballots in boxes {
        let sender = sender.clone();
        thread::spawn(move || sender.send(ballots.count()));
    }
    for votes in receiver {
        tally.add(votes); // `sender` is still here, so this never ends
    }
    tally
}
