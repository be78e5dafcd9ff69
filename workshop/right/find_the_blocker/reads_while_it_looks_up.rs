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
    let template = read_template(request.clone());
    let (name, template) = tokio::join!(look_up_name(&request), template);
    send(&request, template.replace("NAME", &name)).await
}

async fn look_up_name(request: &Request) -> String {
    request.ask_database().await
}

async fn read_template(request: Request) -> String {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    rayon::spawn(move || drop(sender.send(request.read_template())));
    receiver.await.unwrap()
}

async fn send(request: &Request, greeting: String) -> String {
    request.write_to_socket(&greeting).await;
    greeting
}
