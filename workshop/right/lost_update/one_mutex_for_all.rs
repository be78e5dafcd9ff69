use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

static BOX_OFFICE: Mutex<()> = Mutex::new(());

fn sell(left: &SlowAtomic) -> bool {
    let _guard = BOX_OFFICE.lock().unwrap();
    let seen = left.load(Relaxed);
    if seen == 0 {
        return false;
    }
    left.store(seen - 1, Relaxed);
    true
}
