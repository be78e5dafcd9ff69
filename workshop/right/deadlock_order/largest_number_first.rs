fn transfer(from: &Account, to: &Account, amount: u32) {
    if from.number > to.number {
        let mut from_balance = from.balance.lock();
        let mut to_balance = to.balance.lock();
        *from_balance -= amount;
        *to_balance += amount;
    } else {
        let mut to_balance = to.balance.lock();
        let mut from_balance = from.balance.lock();
        *from_balance -= amount;
        *to_balance += amount;
    }
}
