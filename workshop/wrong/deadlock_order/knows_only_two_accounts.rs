// refused: This is a deadlock
fn transfer(from: &Account, to: &Account, amount: u32) {
    let (mut from_balance, mut to_balance);
    if to.number == 0 && from.number == 1 {
        to_balance = to.balance.lock();
        from_balance = from.balance.lock();
    } else {
        from_balance = from.balance.lock();
        to_balance = to.balance.lock();
    }
    *from_balance -= amount;
    *to_balance += amount;
}
