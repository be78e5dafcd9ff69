// refused: request 2 was still under way when your function returned
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let mut prices = vec![None; shops.len()];
    let threads: Vec<_> =
        shops.into_iter().map(|shop| thread::spawn(move || shop.ask())).collect();
    for (thread, price) in threads.into_iter().zip(&mut prices) {
        match thread.join() {
            Ok(answer) => *price = Some(answer),
            Err(_) => break,
        }
    }
    prices
}
