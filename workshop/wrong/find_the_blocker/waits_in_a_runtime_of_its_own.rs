// refused: a request that could go on was 200 ms late
async fn answer_all(requests: Vec<Request>) -> Vec<String> {
    let spawn = |request| tokio::spawn(answer(request));
    let handles: Vec<_> = requests.into_iter().map(spawn).collect();
    let mut answers = Vec::new();
    for handle in handles {
        answers.push(handle.await.unwrap());
    }
    answers
}

async fn answer(request: Request) -> String {
    let name = look_up_name(&request).await;
    let greeting = fill_template(&request, &name).await;
    send(&request, greeting).await
}

async fn look_up_name(request: &Request) -> String {
    request.ask_database().await
}

async fn fill_template(request: &Request, name: &str) -> String {
    let request = request.clone();
    let read = smol::unblock(move || request.read_template());
    smol::block_on(read).replace("NAME", name)
}

async fn send(request: &Request, greeting: String) -> String {
    request.write_to_socket(&greeting).await;
    greeting
}
