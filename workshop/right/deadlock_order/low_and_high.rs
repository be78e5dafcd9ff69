fn transfer(from: &Account, to: &Account, amount: u32) {
    let forwards = from.number < to.number;
    let (low, high) = if forwards { (from, to) } else { (to, from) };
    let mut low = low.balance.lock();
    let mut high = high.balance.lock();
    if forwards {
        *low -= amount;
        *high += amount;
    } else {
        *high -= amount;
        *low += amount;
    }
}
