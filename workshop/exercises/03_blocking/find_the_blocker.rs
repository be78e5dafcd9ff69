//! One call blocks: find it, and move it off.
//!
//! `answer_all` has a task for each request, all on tokio's one thread. Each of the three
//! steps of a request looks async, but one of them keeps the thread until it is done. All
//! other requests are late meanwhile: see the picture. Which step is it? The call in it has
//! no async version. Have a thread make it that is there to be blocked
//! (`tokio::task::spawn_blocking`), and let the runtime's thread go on. What is async stays
//! on that thread, all requests are under way at once, and each is answered, in order.
//!
//! Read first: docs/src/blocking_mistake.md. This takes about 10 minutes.

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

// TODO: one of these three functions blocks its thread. Mend it.

async fn look_up_name(request: &Request) -> String {
    request.ask_database().await
}

async fn fill_template(request: &Request, name: &str) -> String {
    let template = request.read_template();
    template.replace("NAME", name)
}

async fn send(request: &Request, greeting: String) -> String {
    request.write_to_socket(&greeting).await;
    greeting
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A request, with what has to be done for it. A clone is the same request.
#[derive(Clone)]
struct Request {
    task: std::sync::Arc<workshop::Task>,
    name: &'static str,
}

impl Request {
    async fn ask_database(&self) -> String {
        self.task.wait_async().await;
        self.name.to_owned()
    }

    fn read_template(&self) -> String {
        self.task.wait(); // as `std::fs::read_to_string` would
        "Good morning, NAME!".to_owned()
    }

    async fn write_to_socket(&self, _greeting: &str) {
        self.task.wait_async().await;
    }
}

fn requests(scene: &workshop::Scene, names: &[&'static str]) -> Vec<Request> {
    let request = |(task, &name)| Request { task: std::sync::Arc::new(task), name };
    scene.tasks().into_iter().zip(names).map(request).collect()
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("request", 4);
        let requests = requests(&scene, &["Ada", "Grace", "Barbara", "Radia"]);
        let answers = workshop::on_tokio(answer_all(requests));
        println!("{}\n\n{}", answers.join("\n"), scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;
    use workshop::{Scene, Seen, on_tokio};

    /// Lets three requests be answered, and checks that they were.
    fn seen_answering(names: [&'static str; 3]) -> Seen {
        let scene = Scene::new("request", 3);
        let answers = on_tokio(super::answer_all(super::requests(&scene, &names)));
        let wanted = names.map(|name| format!("Good morning, {name}!"));
        let seen = scene.seen();
        seen.expect(
            answers == wanted,
            format!("you returned {answers:?}."),
            format!("{wanted:?}."),
        );
        seen
    }

    #[test]
    fn all_three_steps_of_all_requests_are_done() {
        workshop::test(|| {
            let seen = seen_answering(["Ada", "Grace", "Barbara"]);
            for request in 0..3 {
                let steps = seen.stretches().iter().filter(|step| step.task == request);
                let (read, waited): (Vec<_>, Vec<_>) =
                    steps.partition(|step| step.blocks);
                seen.expect(
                    (read.len(), waited.len()) == (1, 2) && seen.under_way().is_empty(),
                    format!("not all three steps of request {request} were done, once each."),
                    "a name is looked up, the template is read, and the greeting is sent.",
                );
            }
            seen.expect_peak(3);
        });
    }

    #[test]
    fn the_thread_of_the_runtime_is_never_blocked() {
        workshop::test(|| {
            let seen = seen_answering(["Margaret", "Radia", "Frances"]);
            let (blocking, waiting): (Vec<_>, Vec<_>) =
                seen.stretches().iter().partition(|step| step.blocks);
            let runtime: BTreeSet<u32> = waiting.iter().map(|step| step.thread).collect();
            seen.expect(
                runtime.len() == 1,
                format!("what is async was begun on {} threads.", runtime.len()),
                "only the call that blocks is moved off; the rest stays on the runtime's thread.",
            );
            seen.expect(
                blocking.iter().all(|step| !runtime.contains(&step.thread)),
                "a step blocked the runtime's only thread. All other requests were late \
                 meanwhile: their waits were over, and nobody could let them go on.",
                "a call that blocks is made on a thread that is there to be blocked.",
            );
            let late = seen.late_most();
            seen.expect(
                late == Duration::ZERO,
                format!("a request that could go on was {} ms late.", late.as_millis()),
                "the runtime's thread is free for it: who waits for another thread, but without \
                 `.await`, blocks as well.",
            );
        });
    }
}
