async fn answer_all(requests: Vec<Request>) -> Vec<String> {
    let (files, reads) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || read_files(reads));
    let mut tasks = tokio::task::JoinSet::new();
    for (number, request) in requests.into_iter().enumerate() {
        let files = files.clone();
        tasks.spawn(async move { (number, answer(request, files).await) });
    }
    drop(files); // the reader ends with the last task
    let mut answers = tasks.join_all().await;
    answers.sort();
    reader.join().unwrap();
    answers.into_iter().map(|(_, answer)| answer).collect()
}

type Read = (Request, tokio::sync::oneshot::Sender<String>);

fn read_files(reads: std::sync::mpsc::Receiver<Read>) {
    for (request, answer) in reads {
        let _ = answer.send(request.read_template());
    }
}

async fn answer(request: Request, files: std::sync::mpsc::Sender<Read>) -> String {
    let name = look_up_name(&request).await;
    let greeting = fill_template(&request, &name, files).await;
    send(&request, greeting).await
}

async fn look_up_name(request: &Request) -> String {
    request.ask_database().await
}

async fn fill_template(
    request: &Request,
    name: &str,
    files: std::sync::mpsc::Sender<Read>,
) -> String {
    let (sender, template) = tokio::sync::oneshot::channel();
    files.send((request.clone(), sender)).unwrap();
    template.await.unwrap().replace("NAME", name)
}

async fn send(request: &Request, greeting: String) -> String {
    request.write_to_socket(&greeting).await;
    greeting
}
