// refused: 5 tickets were sold, and there were only 3
use std::sync::atomic::Ordering::SeqCst;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let seen = left.load(SeqCst);
    if seen == 0 {
        return false;
    }
    left.store(seen - 1, SeqCst);
    true
}
