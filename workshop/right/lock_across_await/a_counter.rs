use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

struct Tickets {
    left: AtomicU32,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: AtomicU32::new(count) }
    }

    fn left(&self) -> u32 {
        self.left.load(SeqCst)
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        if self.left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_err() {
            return false;
        }
        let has_paid = buyer.pay().await;
        if !has_paid {
            self.left.fetch_add(1, SeqCst);
        }
        has_paid
    }
}
