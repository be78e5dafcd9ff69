// refused: you returned [None, None, None]
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let count = shops.len();
    let threads: Vec<_> =
        shops.into_iter().map(|shop| thread::spawn(move || shop.ask())).collect();
    let joined: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    let prices: Result<Vec<u32>, _> = joined.into_iter().collect();
    prices.map_or(vec![None; count], |prices| prices.into_iter().map(Some).collect())
}
