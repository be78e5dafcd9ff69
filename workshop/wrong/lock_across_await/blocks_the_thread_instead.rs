// refused: your 4 payments ran one after the other
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
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            return false;
        }
        let has_paid = smol::block_on(buyer.pay()); // no `.await`, so all is well?
        *left -= u32::from(has_paid);
        has_paid
    }
}
