use election::{BallotBox, Tally};
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let count = |ballots: BallotBox| thread::spawn(move || ballots.count());
    let threads: Vec<_> = boxes.into_iter().map(count).collect();
    let mut tally = Tally::new();
    for thread in threads {
        tally.add(thread.join().unwrap());
    }
    tally
}
