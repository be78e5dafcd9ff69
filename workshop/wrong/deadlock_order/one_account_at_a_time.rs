// refused: no account was locked, and 160 were in the two of them
fn transfer(from: &Account, to: &Account, amount: u32) {
    *from.balance.lock() -= amount;
    *to.balance.lock() += amount;
}
