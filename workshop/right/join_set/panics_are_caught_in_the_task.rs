use futures_lite::FutureExt;
use std::panic::AssertUnwindSafe;
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let ask = |shop: Shop| async move {
        let answer = AssertUnwindSafe(shop.ask()).catch_unwind().await;
        answer.unwrap_or(Err("the shop has lost its head".to_owned()))
    };
    let tasks: JoinSet<_> = shops.into_iter().map(ask).collect();
    tasks.join_all().await
}
