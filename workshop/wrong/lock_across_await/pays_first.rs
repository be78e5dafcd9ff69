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
        let has_paid = buyer.pay().await;
        let mut left = self.left.lock().unwrap();
        if !has_paid || *left == 0 {
            return false;
        }
        *left -= 1;
        true
    }
}
