// refused: This is a deadlock
use std::thread;
use std::time::Duration;

fn transfer(from: &Account, to: &Account, amount: u32) {
    let mut from_balance = from.balance.lock();
    thread::sleep(Duration::from_millis(10 * from.number as u64));
    let mut to_balance = to.balance.lock();
    *from_balance -= amount;
    *to_balance += amount;
}
