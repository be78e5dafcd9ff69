// refused: your 5 requests ran one after the other
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    for request in requests {
        tokio::spawn(request.wait_async()).await.unwrap();
    }
}
