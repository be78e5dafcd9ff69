// refused: no account was locked, and 240 were in the two of them
fn transfer(from: &Account, to: &Account, amount: u32) {
    {
        let mut to_balance = to.balance.lock();
        *to_balance += amount;
    }
    let mut from_balance = from.balance.lock();
    *from_balance -= amount;
}
