// refused: of 3 tickets, after 2 were sold, are left: 0
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
        {
            let mut left = self.left.lock().unwrap();
            if *left == 0 {
                return false;
            }
            *left -= 1;
        }
        buyer.pay().await
    }
}
