use tokio::sync::Mutex;

struct Tickets {
    left: Mutex<u32>,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: Mutex::new(count) }
    }

    fn left(&self) -> u32 {
        *self.left.try_lock().unwrap()
    }

    async fn take(&self) -> bool {
        let mut left = self.left.lock().await;
        let is_one_left = *left > 0;
        *left -= u32::from(is_one_left);
        is_one_left
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        let has_ticket = self.take().await;
        if has_ticket && !buyer.pay().await {
            *self.left.lock().await += 1;
            return false;
        }
        has_ticket
    }
}
