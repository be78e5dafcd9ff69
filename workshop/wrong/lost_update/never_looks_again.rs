// refused: steps, and no end of it
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let seen = left.load(Relaxed);
    if seen == 0 {
        return false;
    }
    while left.compare_exchange(seen, seen - 1, Relaxed, Relaxed).is_err() {}
    true
}
