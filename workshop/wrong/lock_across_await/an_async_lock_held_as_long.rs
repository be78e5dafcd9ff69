// refused: your 4 payments ran one after the other
use tokio::sync::Mutex;

struct Tickets {
    left: Mutex<u32>,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: Mutex::new(count) }
    }

    fn left(&self) -> u32 {
        *self.left.blocking_lock()
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        let mut left = self.left.lock().await; // blocks nobody's thread, but all other buyers
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
