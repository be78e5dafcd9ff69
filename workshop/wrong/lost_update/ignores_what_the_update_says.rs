// refused: 5 tickets were sold, and there were only 3
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let _ = left.fetch_update(Relaxed, Relaxed, |seen| seen.checked_sub(1));
    true
}
