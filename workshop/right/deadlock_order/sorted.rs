fn transfer(from: &Account, to: &Account, amount: u32) {
    let mut both = [from, to];
    both.sort_by_key(|account| account.number);
    let mut balances = both.map(|account| account.balance.lock());
    let place = |wanted: &Account| usize::from(both[1].number == wanted.number);
    *balances[place(from)] -= amount;
    *balances[place(to)] += amount;
}
