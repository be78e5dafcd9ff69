// refused: 5 tickets were sold, and there were only 3
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    if left.load(Relaxed) == 0 {
        return false;
    }
    left.fetch_sub(1, Relaxed);
    true
}
