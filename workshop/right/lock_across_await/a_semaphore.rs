use tokio::sync::Semaphore;

struct Tickets {
    left: Semaphore,
}

impl Tickets {
    fn new(count: u32) -> Tickets {
        Tickets { left: Semaphore::new(count as usize) }
    }

    fn left(&self) -> u32 {
        self.left.available_permits() as u32
    }

    async fn buy(&self, buyer: Buyer) -> bool {
        let Ok(ticket) = self.left.try_acquire() else { return false };
        let has_paid = buyer.pay().await;
        if has_paid {
            ticket.forget(); // otherwise it is given back when it is dropped
        }
        has_paid
    }
}
