// refused: requests 0, 1, 2 and 3 were not begun
use smol::LocalExecutor;
use std::sync::{Arc, Mutex};

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let executor = LocalExecutor::new();
    let prices = Arc::new(Mutex::new(vec![None; shops.len()]));
    smol::block_on(executor.run(async {
        for (number, shop) in shops.into_iter().enumerate() {
            let prices = Arc::clone(&prices);
            // tokio's handles may be dropped. A task of smol's is cancelled with its handle.
            let _task = executor.spawn(async move {
                let price = shop.ask().await;
                prices.lock().unwrap()[number] = Some(price);
            });
        }
        smol::future::yield_now().await;
    }));
    let prices = prices.lock().unwrap();
    prices.clone()
}
