use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let mut prices = vec![None; shops.len()];
    thread::scope(|scope| {
        for (shop, price) in shops.iter().zip(&mut prices) {
            // A panic that nobody catches or joins is the scope's.
            scope.spawn(move || {
                *price = catch_unwind(AssertUnwindSafe(|| shop.ask())).ok()
            });
        }
    });
    prices
}
