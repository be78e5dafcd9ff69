// refused: 4 of 4 buyers paid, and 2 have one
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

    async fn buy(&self, buyer: Buyer) -> bool {
        if self.left() == 0 {
            return false;
        }
        let has_paid = buyer.pay().await;
        if has_paid {
            *self.left.lock().unwrap() -= 1;
        }
        has_paid
    }
}
