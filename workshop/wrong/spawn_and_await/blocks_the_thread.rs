// refused: blocked the thread, and with it every other task on that thread
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    let spawn = |request: Task| tokio::spawn(async move { request.wait() });
    let handles: Vec<_> = requests.into_iter().map(spawn).collect();
    for handle in handles {
        handle.await.unwrap();
    }
}
