//! A lost update, which compiles all the same.
//!
//! Many customers call `sell` at the same time. Each of its steps is atomic, and still more
//! tickets are sold than there are: between the `load` and the `store` others load the same
//! number, and what one of them stores, the next one overwrites. Mend it: `sell` returns
//! `true` to as many customers as there are tickets, and `false` only when none is left.
//! `SlowAtomic` has the calls of std's `AtomicU32`, and holds the thread up after each of
//! them: whatever can come between two of your steps does, and not only once in a while.
//!
//! Read first: docs/src/sharing.md. This takes about 15 minutes.

use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

// TODO: let nobody come between the look at the number and its change.
fn sell(left: &SlowAtomic) -> bool {
    let seen = left.load(Relaxed);
    if seen == 0 {
        return false;
    }
    left.store(seen - 1, Relaxed);
    true
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let left = workshop::SlowAtomic::new(2);
        let sold = workshop::at_once("customer", 3, |_| sell(&left));
        println!("2 tickets, sold to 3 customers: {sold:?}\n\n{left}");
    });
}

#[cfg(test)]
mod tests {
    use workshop::{SlowAtomic, at_once};

    /// So many customers come at the same time, and want one ticket each.
    fn check(tickets: u32, customers: u32) {
        let left = SlowAtomic::new(tickets);
        let sold = at_once("customer", customers as usize, |_| super::sell(&left));
        let sold = sold.into_iter().filter(|is_sold| *is_sold).count() as u32;
        left.expect(
            sold <= tickets,
            format!("{sold} tickets were sold, and there were only {tickets}."),
            "no ticket is sold twice: nobody comes between the look at the number and its change.",
        );
        left.expect(
            sold == tickets.min(customers),
            format!(
                "there were {tickets} tickets, and {customers} customers got {sold}."
            ),
            "a customer goes away without a ticket only when none is left.",
        );
        left.expect(
            left.value() == tickets - sold,
            format!(
                "{sold} of {tickets} tickets were sold, and {} are left.",
                left.value()
            ),
            format!("{} are left: no update is lost.", tickets - sold),
        );
    }

    #[test]
    fn no_ticket_is_sold_twice() {
        workshop::test(|| check(3, 5));
    }

    #[test]
    fn no_update_is_lost() {
        workshop::test(|| check(10, 4));
    }

    #[test]
    fn when_none_is_left_none_is_sold() {
        workshop::test(|| check(0, 2));
    }
}
