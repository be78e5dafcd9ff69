use std::cmp::Ordering;
use workshop::Locked;

/// Locks two accounts in the order of their numbers; the guards come as asked for.
fn lock_both<'a>(a: &'a Account, b: &'a Account) -> (Locked<'a, u32>, Locked<'a, u32>) {
    match a.number.cmp(&b.number) {
        Ordering::Less => {
            let a = a.balance.lock();
            (a, b.balance.lock())
        }
        Ordering::Equal => panic!("an account is not transferred to itself"),
        Ordering::Greater => {
            let (b, a) = lock_both(b, a);
            (a, b)
        }
    }
}

fn transfer(from: &Account, to: &Account, amount: u32) {
    let (mut from, mut to) = lock_both(from, to);
    *from -= amount;
    *to += amount;
}
