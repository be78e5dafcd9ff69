//! A lock held across an await.
//!
//! All buyers are tasks on one thread. `buy` keeps the tickets locked while its buyer pays.
//! The next buyer wants the lock, and blocks the thread; so the first one can never go on,
//! and give it back: a deadlock. Hold the lock for moments only, so that all buyers pay at
//! the same time. As before, `buy` returns whether its buyer has a ticket now; whoever finds
//! none left does not pay, no more are sold than there are, and a payment that fails leaves
//! its ticket to others. What `Tickets` is made of is up to you.
//!
//! Read first: docs/src/blocking_mistake.md. This takes about 15 minutes.

use std::sync::Mutex;

struct Tickets {
    left: Mutex<u32>,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: Mutex::new(count) }
    }

    fn left(&self) -> u32 {
        *self.left.lock().unwrap()
    }

    // TODO: let all buyers pay at the same time.
    async fn buy(&self, buyer: Buyer) -> bool {
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            return false;
        }
        let has_paid = buyer.pay().await;
        if has_paid {
            *left -= 1;
        }
        has_paid
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// Somebody who wants a ticket. To pay takes a while, and may fail.
struct Buyer {
    payment: workshop::Task,
    has_money: bool,
}

impl Buyer {
    async fn pay(&self) -> bool {
        self.payment.wait_async().await;
        self.has_money
    }
}

/// Lets all buy at once, on one thread. Who has a ticket then?
fn sell(
    scene: &workshop::Scene,
    tickets: &std::rc::Rc<Tickets>,
    have_money: &[bool],
) -> Vec<bool> {
    let all = tokio::task::LocalSet::new();
    let mut tasks = Vec::new();
    for (payment, &has_money) in scene.tasks().into_iter().zip(have_money) {
        let tickets = std::rc::Rc::clone(tickets);
        let buy = async move { tickets.buy(Buyer { payment, has_money }).await };
        tasks.push(all.spawn_local(buy));
    }
    workshop::on_tokio(all.run_until(async {
        let mut have_tickets = Vec::new();
        for task in tasks {
            have_tickets.push(task.await.unwrap_or(false)); // a panic buys no ticket
        }
        have_tickets
    }))
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("payment", 4);
        let tickets = std::rc::Rc::new(Tickets::new(5));
        let have_tickets = sell(&scene, &tickets, &[true; 4]);
        println!("Who has a ticket: {have_tickets:?}; {} of 5 are left", tickets.left());
        println!("\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use super::Tickets;
    use std::rc::Rc;
    use workshop::{Scene, expect_eq};

    #[test]
    fn all_pay_at_the_same_time() {
        workshop::test(|| {
            let scene = Scene::with_lengths("payment", &[300, 100, 400, 200]);
            let tickets = Rc::new(Tickets::new(5));
            let have_tickets = super::sell(&scene, &tickets, &[true; 4]);
            let seen = scene.seen();
            seen.expect(
                have_tickets == [true; 4],
                format!(
                    "there were 5 tickets for 4 buyers; who has one: {have_tickets:?}."
                ),
                "all of them have one.",
            );
            seen.expect_all_ended();
            seen.expect_peak(4);
            expect_eq("of 5 tickets, after 4 were sold, are left", tickets.left(), 1);
        });
    }

    #[test]
    fn no_more_are_sold_than_there_are_and_nobody_pays_for_nothing() {
        workshop::test(|| {
            let scene = Scene::with_lengths("payment", &[300, 100, 400, 200]);
            let tickets = Rc::new(Tickets::new(2));
            let have_tickets = super::sell(&scene, &tickets, &[true; 4]);
            let seen = scene.seen();
            let payments = seen.began().len();
            let sold = have_tickets.iter().filter(|has_ticket| **has_ticket).count();
            seen.expect(
                (payments, sold) == (2, 2),
                format!("there were 2 tickets; {payments} of 4 buyers paid, and {sold} have one."),
                "2 buyers pay and have a ticket; the others are told that none is left.",
            );
            expect_eq("of 2 tickets, after 2 were sold, are left", tickets.left(), 0);
        });
    }

    #[test]
    fn a_payment_that_fails_leaves_its_ticket_to_others() {
        workshop::test(|| {
            let scene = Scene::with_lengths("payment", &[300, 100, 200]);
            let tickets = Rc::new(Tickets::new(3));
            let have_tickets = super::sell(&scene, &tickets, &[true, false, true]);
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect(
                have_tickets == [true, false, true],
                format!("buyer 1 could not pay; who has a ticket: {have_tickets:?}."),
                "buyers 0 and 2 have one, and buyer 1 has none.",
            );
            expect_eq("of 3 tickets, after 2 were sold, are left", tickets.left(), 1);
        });
    }
}
