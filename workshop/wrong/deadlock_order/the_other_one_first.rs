// refused: This is a deadlock
fn transfer(from: &Account, to: &Account, amount: u32) {
    let mut to_balance = to.balance.lock();
    let mut from_balance = from.balance.lock();
    *from_balance -= amount;
    *to_balance += amount;
}
