// refused: 1 tickets were sold, and there were only 0
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    if left.fetch_sub(1, Relaxed) == 0 {
        left.fetch_add(1, Relaxed); // but somebody has seen it at 4294967295
        return false;
    }
    true
}
