use smol::Executor;
use std::panic::AssertUnwindSafe;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let mut prices = vec![None; shops.len()];
    let executor = Executor::new();
    let (sender, receiver) = smol::channel::unbounded();
    for (number, shop) in shops.into_iter().enumerate() {
        let sender = sender.clone();
        let ask = async move { sender.send((number, shop.ask().await)).await };
        executor
            .spawn(futures_lite::FutureExt::catch_unwind(AssertUnwindSafe(ask)))
            .detach();
    }
    drop(sender); // now the channel is closed with the last task, whether it sent or panicked
    futures_lite::future::block_on(executor.run(async {
        while let Ok((number, price)) = receiver.recv().await {
            prices[number] = Some(price);
        }
    }));
    prices
}
