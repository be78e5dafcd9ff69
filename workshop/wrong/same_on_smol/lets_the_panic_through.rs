// refused: a panic: this shop is closed
use smol::LocalExecutor;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let spawn = |shop: Shop| executor.spawn(async move { shop.ask().await });
        let tasks: Vec<_> = shops.into_iter().map(spawn).collect();
        let mut prices = Vec::new();
        for task in tasks {
            prices.push(Some(task.await));
        }
        prices
    }))
}
