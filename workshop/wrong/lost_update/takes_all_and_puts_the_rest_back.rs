// refused: there were 3 tickets, and 5 customers got 1
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let all = left.swap(0, Relaxed);
    if all == 0 {
        return false;
    }
    left.fetch_add(all - 1, Relaxed);
    true
}
