// refused: It looks like a deadlock
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
        // The guard has no name, and lives as long as the `match`.
        match &mut *self.left.lock().unwrap() {
            0 => false,
            left => {
                let has_paid = buyer.pay().await;
                *left -= u32::from(has_paid);
                has_paid
            }
        }
    }
}
