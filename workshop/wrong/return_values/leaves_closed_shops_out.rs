// refused: you returned [Some(5), Some(3)]
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let threads: Vec<_> =
        shops.into_iter().map(|shop| thread::spawn(move || shop.ask())).collect();
    threads.into_iter().filter_map(|thread| thread.join().ok()).map(Some).collect()
}
