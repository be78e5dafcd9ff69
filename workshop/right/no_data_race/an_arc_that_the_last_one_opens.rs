use election::{BallotBox, Tally};
use std::sync::{Arc, RwLock};
use std::thread;

fn count_all(mut boxes: Vec<BallotBox>) -> Tally {
    let tally = Arc::new(RwLock::new(Tally::new()));
    let last = boxes.pop();
    let mut threads = Vec::new();
    for ballots in boxes {
        let tally = Arc::clone(&tally);
        threads.push(thread::spawn(move || {
            let votes = ballots.count();
            let mut tally = tally.write().unwrap();
            tally.add(votes);
        }));
    }
    if let Some(last) = last {
        let votes = last.count(); // by this thread
        tally.write().unwrap().add(votes);
    }
    for thread in threads {
        thread.join().unwrap();
    }
    Arc::into_inner(tally).expect("all others have ended").into_inner().unwrap()
}
