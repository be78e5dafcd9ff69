use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let prices = Arc::new(Mutex::new(vec![None; shops.len()]));
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    for (number, shop) in shops.into_iter().enumerate() {
        let prices = Arc::clone(&prices);
        threads.push(thread::spawn(move || {
            let price = shop.ask();
            prices.lock().unwrap()[number] = Some(price);
        }));
    }
    for thread in threads {
        let _ = thread.join(); // a panic has left `None`
    }
    let prices = prices.lock().unwrap();
    prices.clone()
}
