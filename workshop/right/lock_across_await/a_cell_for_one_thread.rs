use std::cell::Cell;

struct Tickets {
    left: Cell<u32>,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: Cell::new(count) }
    }

    fn left(&self) -> u32 {
        self.left.get()
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        let Some(others) = self.left.get().checked_sub(1) else { return false };
        self.left.set(others); // one thread, and no `.await` in between: nobody interferes
        let has_paid = buyer.pay().await;
        if !has_paid {
            self.left.set(self.left.get() + 1);
        }
        has_paid
    }
}
