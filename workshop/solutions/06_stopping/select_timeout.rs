//! `select!` polls all three within this task, goes on with the one that is ready first, and
//! drops the others. What a dropped future would have done after its `.await` is not done,
//! which is what we want here: nobody needs the other answer.

use std::time::Duration;

async fn first_answer(
    near: Server,
    far: Server,
    limit: Duration,
) -> Option<&'static str> {
    tokio::select! {
        answer = near.ask() => Some(answer),
        answer = far.ask() => Some(answer),
        () = tokio::time::sleep(limit) => None,
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A server that takes its time to answer. Its answer is its name.
struct Server {
    name: &'static str,
    request: workshop::Task,
}

impl Server {
    async fn ask(&self) -> &'static str {
        self.request.wait_async().await;
        self.name
    }
}

/// The servers `near` and `far`, which are requests 0 and 1 in the picture.
fn servers(scene: &workshop::Scene) -> (Server, Server) {
    let server = |name, number| Server { name, request: scene.task(number) };
    (server("near", 0), server("far", 1))
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::on_tokio_clock("request", &[300, 100]);
        let (near, far) = servers(&scene);
        let limit = std::time::Duration::from_millis(200);
        let seen = workshop::on_tokio(async {
            let answer = first_answer(near, far, limit).await;
            println!("The answer: {answer:?}");
            scene.seen()
        });
        println!("{seen}");
    });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;
    use tokio::time::{Instant, sleep};
    use workshop::{Scene, Seen, on_tokio};

    /// Servers that take so long (in milliseconds) are asked. The second after is there to
    /// see whether anything still goes on.
    fn ask(lengths: [u64; 2], limit: u64) -> (Option<&'static str>, Duration, Seen) {
        let scene = Scene::on_tokio_clock("request", &lengths);
        let (near, far) = super::servers(&scene);
        on_tokio(async {
            let begin = Instant::now();
            let limit = Duration::from_millis(limit);
            let answer = super::first_answer(near, far, limit).await;
            let after = begin.elapsed();
            sleep(Duration::from_secs(1)).await;
            (answer, after, scene.seen())
        })
    }

    fn check(lengths: [u64; 2], limit: u64, wanted: (Option<&'static str>, u64)) {
        let (answer, after, seen) = ask(lengths, limit);
        seen.expect_peak(2);
        seen.expect(
            seen.stretches().len() == 2,
            format!("{} requests were made.", seen.stretches().len()),
            "each server is asked once.",
        );
        seen.expect(
            answer == wanted.0,
            format!("you returned {answer:?} after {} ms.", after.as_millis()),
            format!("{:?} after {} ms.", wanted.0, wanted.1),
        );
        // tokio's timers are precise to the millisecond.
        seen.expect(
            after.as_millis() <= u128::from(wanted.1) + 5,
            format!("you returned {answer:?} only after {} ms.", after.as_millis()),
            format!(
                "it is returned as soon as it is clear, and that is after {} ms.",
                wanted.1
            ),
        );
        let left_running = |request: &usize| {
            lengths[*request] > wanted.1 && !seen.cancelled().contains(request)
        };
        let left_running: Vec<usize> = (0..2).filter(left_running).collect();
        seen.expect(
            left_running.is_empty(),
            format!("{} went on after you had returned.", seen.named(&left_running)),
            "nobody waits for it any more, so it is dropped.",
        );
    }

    #[test]
    fn the_first_answer_is_returned_and_the_other_request_dropped() {
        workshop::test(|| {
            check([100, 300], 1_000, (Some("near"), 100));
            check([400, 200], 1_000, (Some("far"), 200));
        });
    }

    #[test]
    fn nobody_waits_longer_than_the_limit() {
        workshop::test(|| check([800, 900], 500, (None, 500)));
    }

    #[test]
    fn an_answer_in_time_comes_before_the_limit_is_over() {
        workshop::test(|| check([900, 250], 300, (Some("far"), 250)));
    }
}
