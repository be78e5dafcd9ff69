// refused: you returned [Ok(1), Ok(4), Err("sold out"), Err("task
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    let (mut prices, mut errors, mut panics) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok(Ok(price)) => prices.push(Ok(price)),
            Ok(Err(error)) => errors.push(Err(error)),
            Err(panic) => panics.push(Err(panic.to_string())),
        }
    }
    [prices, errors, panics].concat()
}
