use election::{BallotBox, Tally};
use std::sync::mpsc;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let (sender, receiver) = mpsc::channel();
    for ballots in boxes {
        let sender = sender.clone();
        thread::spawn(move || sender.send(ballots.count()));
    }
    drop(sender); // the threads have the others: after the last the channel is closed
    let mut tally = Tally::new();
    for votes in receiver {
        tally.add(votes);
    }
    tally
}
