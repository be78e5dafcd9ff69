//! A deadlock, mended by order.
//!
//! `transfer` locks two accounts, and moves money between them. Where two transfers go in
//! opposite directions at the same time, each locks one account and waits for the other one
//! for ever. Mend it: let nobody ever wait in a circle. Keep what is right: both accounts are
//! locked before any money moves, so no money is missing while no account is locked; and
//! transfers that have no account in common do not wait for each other. `from` and `to` are
//! never the same account.
//!
//! Read first: docs/src/sharing.md. This takes about 15 minutes.

// TODO: let transfers in opposite directions not wait for each other for ever.
fn transfer(from: &Account, to: &Account, amount: u32) {
    let mut from_balance = from.balance.lock();
    let mut to_balance = to.balance.lock(); // it may take a while until this is free
    *from_balance -= amount;
    *to_balance += amount;
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// An account. Who has locked its balance has it alone until the guard is dropped.
struct Account {
    number: usize,
    balance: workshop::Lock<u32>,
}

/// An account for each task of the scene, with 100 in it.
fn accounts(scene: &workshop::Scene) -> Vec<Account> {
    let balances = workshop::Lock::for_each_task(scene, 100).into_iter();
    balances.enumerate().map(|(number, balance)| Account { number, balance }).collect()
}

fn main() {
    workshop::run(|| {
        let accounts = accounts(&workshop::Scene::new("account", 2));
        workshop::at_once("teller", 2, |teller| match teller {
            0 => transfer(&accounts[0], &accounts[1], 30),
            _ => transfer(&accounts[1], &accounts[0], 10),
        });
        for account in &accounts {
            println!(
                "In account {} there are {}.",
                account.number,
                *account.balance.lock()
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Account, accounts, transfer};
    use workshop::{Scene, at_once};

    /// A teller for each transfer: from where, to where, how much.
    fn at_the_same_time(accounts: &[Account], transfers: &[(usize, usize, u32)]) {
        at_once("teller", transfers.len(), |teller| {
            let (from, to, amount) = transfers[teller];
            transfer(&accounts[from], &accounts[to], amount);
        });
    }

    fn check_balances(accounts: &[Account], wanted: &[u32]) {
        let balances: Vec<u32> =
            accounts.iter().map(|account| *account.balance.lock()).collect();
        workshop::expect_eq("the balances after the transfers", &*balances, wanted);
    }

    #[test]
    fn two_transfers_may_go_in_opposite_directions() {
        workshop::test(|| {
            let accounts = accounts(&Scene::new("account", 2));
            at_the_same_time(&accounts, &[(0, 1, 30), (1, 0, 10)]);
            check_balances(&accounts, &[80, 120]);
        });
    }

    #[test]
    fn three_transfers_may_go_in_a_circle() {
        workshop::test(|| {
            let accounts = accounts(&Scene::new("account", 3));
            at_the_same_time(&accounts, &[(0, 1, 5), (1, 2, 20), (2, 0, 7)]);
            check_balances(&accounts, &[102, 85, 113]);
        });
    }

    #[test]
    fn no_money_is_missing_when_no_account_is_locked() {
        workshop::test(|| {
            for (from, to) in [(0, 1), (1, 0)] {
                let accounts = accounts(&Scene::new("account", 2));
                at_the_same_time(&accounts, &[(from, to, 40)]);
                let account = &accounts[0].balance;
                for balances in account.when_free() {
                    let sum = balances[0] + balances[1];
                    account.expect(
                        sum == 200,
                        format!(
                            "no account was locked, and {sum} were in the two of them."
                        ),
                        "200 whenever none is locked: lock both before you move money.",
                    );
                }
            }
        });
    }

    #[test]
    fn transfers_between_other_accounts_go_on() {
        workshop::test(|| {
            let scene = Scene::new("account", 4);
            let accounts = accounts(&scene);
            at_the_same_time(&accounts, &[(0, 1, 30), (3, 2, 10)]);
            let seen = scene.seen();
            check_balances(&accounts, &[70, 130, 110, 90]);
            seen.expect(
                seen.peak() > 1,
                "a transfer between accounts 0 and 1 and one between 2 and 3 waited for each \
                 other.",
                "transfers that have no account in common go on at the same time.",
            );
        });
    }
}
