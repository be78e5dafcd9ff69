use tokio::task::JoinSet;
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    let mut tasks = JoinSet::new();
    for request in requests {
        tasks.spawn(async move { request.wait_async().await });
    }
    tasks.join_all().await;
}
