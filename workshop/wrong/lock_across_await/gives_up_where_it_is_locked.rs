// refused: who has one: [true, false, false, false]
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
        let Ok(mut left) = self.left.try_lock() else { return false };
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
