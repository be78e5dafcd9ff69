// refused: the balances after the transfers: [60, 140]
fn transfer(from: &Account, to: &Account, amount: u32) {
    let (first, second) = if from.number < to.number { (from, to) } else { (to, from) };
    let mut from_balance = first.balance.lock();
    let mut to_balance = second.balance.lock();
    *from_balance -= amount;
    *to_balance += amount;
}
