// refused: a panic: called `Result::unwrap()` on an `Err` value
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let threads: Vec<_> =
        shops.into_iter().map(|shop| thread::spawn(move || shop.ask())).collect();
    threads.into_iter().map(|thread| Some(thread.join().unwrap())).collect()
}
