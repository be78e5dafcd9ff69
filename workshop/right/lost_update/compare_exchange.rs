use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let mut seen = left.load(Relaxed);
    while seen > 0 {
        match left.compare_exchange_weak(seen, seen - 1, Relaxed, Relaxed) {
            Ok(_) => return true,
            Err(other) => seen = other, // somebody was faster: again, with this one
        }
    }
    false
}
