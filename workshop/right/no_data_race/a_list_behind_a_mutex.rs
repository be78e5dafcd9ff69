use election::{BallotBox, Tally};
use std::sync::Mutex;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let counted = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for ballots in &boxes {
            let counted = &counted;
            scope.spawn(move || {
                let votes = ballots.count();
                counted.lock().unwrap().push(votes);
            });
        }
    });
    let mut tally = Tally::new();
    counted.into_inner().unwrap().into_iter().for_each(|votes| tally.add(votes));
    tally
}
