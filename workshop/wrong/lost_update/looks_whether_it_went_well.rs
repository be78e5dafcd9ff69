// refused: 5 tickets were sold, and there were only 3
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    loop {
        let seen = left.load(Relaxed);
        if seen == 0 {
            return false;
        }
        left.store(seen - 1, Relaxed);
        if left.load(Relaxed) == seen - 1 {
            return true;
        }
    }
}
