//! `fetch_update` looks and changes in one step. Where somebody else was faster, it works
//! the new number out again, from the one that is there now. `checked_sub` is `None` when
//! nothing is left to take away: then nothing is changed, and the result is an `Err`.

use std::sync::atomic::Ordering::Relaxed;
use workshop::SlowAtomic;

fn sell(left: &SlowAtomic) -> bool {
    left.fetch_update(Relaxed, Relaxed, |seen| seen.checked_sub(1)).is_ok()
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
