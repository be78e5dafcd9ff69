// refused: transfers that have no account in common go on at the same time
use std::sync::Mutex;

static BANK: Mutex<()> = Mutex::new(());

fn transfer(from: &Account, to: &Account, amount: u32) {
    let _bank = BANK.lock().unwrap();
    let mut from_balance = from.balance.lock();
    let mut to_balance = to.balance.lock();
    *from_balance -= amount;
    *to_balance += amount;
}
