use workshop::Task;

async fn ask_all(mut requests: Vec<Task>) {
    let Some(last) = requests.pop() else { return };
    let mut handles = Vec::new();
    for request in requests {
        handles.push(tokio::spawn(request.wait_async()));
    }
    last.wait_async().await; // a future that is awaited here needs no spawning
    for handle in handles {
        handle.await.unwrap();
    }
}
