// refused: It looks like a deadlock
use smol::LocalExecutor;
use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let executor = LocalExecutor::new();
    smol::block_on(async {
        let spawn = |shop: Shop| executor.spawn(async move { shop.ask().await });
        let tasks: Vec<_> = shops.into_iter().map(spawn).collect();
        let mut prices = Vec::new();
        for task in tasks {
            prices.push(AssertUnwindSafe(task).catch_unwind().await.ok());
        }
        prices
    })
}
