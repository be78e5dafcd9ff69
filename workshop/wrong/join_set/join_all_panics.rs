// refused: the panic of a task becomes an `Err` in the list
use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    tasks.join_all().await
}
