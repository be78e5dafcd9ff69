// refused: were never polled. A future does nothing until it is awaited or spawned
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    for request in requests {
        tokio::spawn(request.wait_async());
    }
}
