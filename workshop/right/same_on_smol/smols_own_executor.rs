use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let mut tasks = Vec::new();
    for shop in shops {
        // The panic is caught inside of the task. A thread of smol's runs it.
        let ask = AssertUnwindSafe(async move { shop.ask().await }).catch_unwind();
        tasks.push(smol::spawn(ask));
    }
    smol::block_on(async {
        let mut prices = Vec::new();
        for task in tasks {
            prices.push(task.await.ok());
        }
        prices
    })
}
