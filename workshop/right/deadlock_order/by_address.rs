use std::ptr;

fn transfer(from: &Account, to: &Account, amount: u32) {
    let from_is_first = ptr::from_ref(from) < ptr::from_ref(to);
    let (first, second) = if from_is_first { (from, to) } else { (to, from) };
    let (first, second) = (first.balance.lock(), second.balance.lock());
    let (mut from, mut to) =
        if from_is_first { (first, second) } else { (second, first) };
    *from -= amount;
    *to += amount;
}
