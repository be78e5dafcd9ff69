use std::sync::mpsc;
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let mut prices = vec![None; shops.len()];
    let (sender, receiver) = mpsc::channel();
    for (number, shop) in shops.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || sender.send((number, shop.ask())).unwrap());
    }
    drop(sender); // now it is over when the last thread has sent its price, or panicked
    for (number, price) in receiver {
        prices[number] = Some(price);
    }
    prices
}
