// refused: there were 3 tickets, and 5 customers got 1
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let seen = left.load(Relaxed);
    seen > 0 && left.compare_exchange(seen, seen - 1, Relaxed, Relaxed).is_ok()
}
