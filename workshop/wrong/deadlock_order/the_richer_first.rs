// refused: This is a deadlock
fn transfer(from: &Account, to: &Account, amount: u32) {
    let from_has = *from.balance.lock();
    let to_has = *to.balance.lock();
    let (mut from_balance, mut to_balance);
    if from_has >= to_has {
        from_balance = from.balance.lock();
        to_balance = to.balance.lock();
    } else {
        to_balance = to.balance.lock();
        from_balance = from.balance.lock();
    }
    *from_balance -= amount;
    *to_balance += amount;
}
