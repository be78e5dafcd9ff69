// refused: requests 1 and 2 were dropped before the end
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    let spawn = |request: Task| tokio::spawn(async move { request.wait_async().await });
    let handles: Vec<_> = requests.into_iter().map(spawn).collect();
    let first = handles.into_iter().next().unwrap();
    first.await.unwrap();
}
