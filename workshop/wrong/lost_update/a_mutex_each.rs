// refused: 5 tickets were sold, and there were only 3
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    let mutex = Mutex::new(()); // every caller has one of its own
    let _guard = mutex.lock().unwrap();
    let seen = left.load(Relaxed);
    if seen == 0 {
        return false;
    }
    left.store(seen - 1, Relaxed);
    true
}
