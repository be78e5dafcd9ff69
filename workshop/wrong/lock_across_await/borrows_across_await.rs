// refused: who has one: [true, false, false, false]
use std::cell::RefCell;

struct Tickets {
    left: RefCell<u32>,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: RefCell::new(count) }
    }

    fn left(&self) -> u32 {
        *self.left.borrow()
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        let mut left = self.left.borrow_mut(); // nobody waits for this one: it panics
        if *left == 0 {
            return false;
        }
        let has_paid = buyer.pay().await;
        *left -= u32::from(has_paid);
        has_paid
    }
}
