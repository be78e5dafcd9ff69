// refused: no account was locked, and 160 were in the two of them
fn transfer(from: &Account, to: &Account, amount: u32) {
    let (first, second) = if from.number < to.number { (from, to) } else { (to, from) };
    {
        let _first = first.balance.lock();
        let _second = second.balance.lock();
    } // here both are given back
    *from.balance.lock() -= amount;
    *to.balance.lock() += amount;
}
