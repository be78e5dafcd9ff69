// refused: at most 2 of your 6 counts were under way at once
use election::{BallotBox, Tally};
use std::sync::Mutex;
use std::thread;

fn count_all(boxes: Vec<BallotBox>) -> Tally {
    let tally = Mutex::new(Tally::new());
    let (left, right) = boxes.split_at(boxes.len() / 2);
    thread::scope(|scope| {
        for half in [left, right] {
            let tally = &tally;
            scope.spawn(move || {
                for ballots in half {
                    let votes = ballots.count();
                    tally.lock().unwrap().add(votes);
                }
            });
        }
    });
    tally.into_inner().unwrap()
}
