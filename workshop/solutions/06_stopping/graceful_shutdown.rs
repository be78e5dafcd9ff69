//! After the stop nobody looks at `requests` any more. One time limit is around all that is
//! left to wait for, not around each part of it. `join_next` is cancel safe: when the limit
//! drops it, all that is not done is still in the set, where it is counted and then aborted.

use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

async fn serve(
    mut requests: mpsc::Receiver<Request>,
    mut stop: oneshot::Receiver<()>,
    grace: Duration,
) -> usize {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            Some(request) = requests.recv() => {
                tasks.spawn(async move { request.answer().await });
            }
        }
    }
    let all_answered = async { while tasks.join_next().await.is_some() {} };
    let _ = timeout(grace, all_answered).await;
    let cut_off = tasks.len();
    tasks.shutdown().await; // aborts them, and waits until they are gone
    cut_off
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A request. It is answered when `answer` is over.
struct Request(workshop::Task);

impl Request {
    async fn answer(&self) {
        self.0.wait_async().await;
    }
}

/// Has the tasks of a scene served as requests, one more every 50 ms; but before the last
/// one comes, `serve` is told to stop. Returns how many it has cut off, and how many
/// milliseconds after the stop it returned.
async fn serve_and_stop(scene: &workshop::Scene, grace: u64) -> (usize, u128) {
    use tokio::time::{Instant, sleep};
    let (sender, requests) = tokio::sync::mpsc::channel(100);
    let (tell_to_stop, stop) = tokio::sync::oneshot::channel();
    let mut tasks = scene.tasks();
    let late = tasks.pop().map(Request);
    let client = tokio::spawn(async move {
        for task in tasks {
            let _ = sender.send(Request(task)).await;
            sleep(Duration::from_millis(50)).await;
        }
        let told = Instant::now();
        let _ = tell_to_stop.send(());
        sleep(Duration::from_millis(10)).await;
        let _ = sender.send(late.unwrap()).await; // perhaps nobody takes it any more
        sleep(Duration::from_secs(60)).await; // time for what still goes on
        told
    });
    let cut_off = serve(requests, stop, Duration::from_millis(grace)).await;
    let returned = Instant::now();
    let told = client.await.unwrap();
    (cut_off, (returned - told).as_millis())
}

fn main() {
    workshop::run(|| {
        let lengths = [200, 300, 10_000, 100];
        let scene = workshop::Scene::on_tokio_clock("request", &lengths);
        let (cut_off, after) = workshop::on_tokio(serve_and_stop(&scene, 500));
        println!("Stopped after {after} ms, {cut_off} cut off.\n\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use super::serve_and_stop;
    use workshop::{Scene, Seen, on_tokio};

    /// The last request comes after the stop, and the others before it, every 50 ms.
    fn check_begun(seen: &Seen) {
        let late = seen.count() - 1;
        seen.expect(
            !seen.began().contains(&late),
            format!("request {late} came after the stop, and was begun."),
            "no request is begun after the stop.",
        );
        let begins_when_it_comes = |request: usize| {
            let comes = 50 * request as u128;
            let begins = |s: &&workshop::Stretch| s.task == request;
            let stretch = seen.stretches().iter().find(begins);
            stretch.is_some_and(|stretch| stretch.begin.as_millis() <= comes + 5)
        };
        let waiting: Vec<usize> =
            (0..late).filter(|request| !begins_when_it_comes(*request)).collect();
        seen.expect(
            waiting.is_empty(),
            format!("not begun when it came: {}.", seen.named(&waiting)),
            "before the stop every request is begun when it comes, in a task of its own.",
        );
    }

    /// These requests were cut off, and the others were answered.
    fn check_cut_off(seen: &Seen, told: usize, cut_off: &[usize]) {
        let cut = seen.cancelled();
        let too_many: Vec<usize> =
            cut.iter().copied().filter(|request| !cut_off.contains(request)).collect();
        seen.expect(
            too_many.is_empty(),
            format!("cut off, and not answered: {}.", seen.named(&too_many)),
            "what was begun is answered, if the grace is long enough for it.",
        );
        let too_few: Vec<usize> =
            cut_off.iter().copied().filter(|request| !cut.contains(request)).collect();
        seen.expect(
            too_few.is_empty(),
            format!("{} went on after `serve` had returned.", seen.named(&too_few)),
            "what is not answered when the grace is over is cut off; nothing goes on.",
        );
        seen.expect(
            told == cut_off.len(),
            format!("`serve` returned {told}; {} were cut off.", seen.counted(cut.len())),
            "`serve` returns how many it has cut off.",
        );
    }

    /// `serve` returned so long after the stop. tokio's timers go by milliseconds.
    fn check_time(seen: &Seen, after: u128, wanted: u128, why: &str) {
        seen.expect(
            (wanted..=wanted + 5).contains(&after),
            format!("`serve` returned {after} ms after the stop."),
            format!("{wanted} ms after the stop {why}, and `serve` returns."),
        );
    }

    #[test]
    fn what_was_begun_is_answered_and_then_it_returns() {
        workshop::test(|| {
            let scene = Scene::on_tokio_clock("request", &[300, 200, 400, 100]);
            let (cut_off, after) = on_tokio(serve_and_stop(&scene, 1_000));
            let seen = scene.seen();
            check_begun(&seen);
            check_cut_off(&seen, cut_off, &[]);
            check_time(&seen, after, 350, "the last request is answered");
        });
    }

    #[test]
    fn after_the_grace_the_rest_is_cut_off() {
        workshop::test(|| {
            let lengths = [300, 500, 800, 10_000, 100];
            let scene = Scene::on_tokio_clock("request", &lengths);
            let (cut_off, after) = on_tokio(serve_and_stop(&scene, 500));
            let seen = scene.seen();
            check_begun(&seen);
            check_time(&seen, after, 500, "the grace is over");
            check_cut_off(&seen, cut_off, &[2, 3]);
        });
    }

    #[test]
    fn where_nothing_is_left_to_do_it_returns_at_once() {
        workshop::test(|| {
            let scene = Scene::on_tokio_clock("request", &[10, 20, 100]);
            let (cut_off, after) = on_tokio(serve_and_stop(&scene, 1_000));
            let seen = scene.seen();
            check_begun(&seen);
            check_cut_off(&seen, cut_off, &[]);
            check_time(&seen, after, 0, "all requests are answered");
        });
    }
}
