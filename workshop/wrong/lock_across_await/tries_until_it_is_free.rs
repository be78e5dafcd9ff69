// refused: This would not have ended
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
        let mut left = loop {
            if let Ok(left) = self.left.try_lock() {
                break left;
            }
            tokio::task::yield_now().await;
        };
        if *left == 0 {
            return false;
        }
        let has_paid = buyer.pay().await;
        *left -= u32::from(has_paid);
        has_paid
    }
}
