// refused: the shops were asked on 4 threads
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let spawn = |shop: Shop| thread::spawn(move || smol::block_on(shop.ask()));
    let threads: Vec<_> = shops.into_iter().map(spawn).collect();
    threads.into_iter().map(|thread| thread.join().ok()).collect()
}
