//! Spawn against await: a future is lazy.
//!
//! `ask_all` makes the futures of all its requests first, and still the requests run one
//! after the other: a future does nothing before it is polled, and `.await` polls this one
//! and no other. Have tokio run them all at once, on its one thread, and return when all
//! have ended. `tokio::spawn` hands a future to the runtime.
//!
//! Read first: docs/src/async_tokio.md. This takes about 10 minutes.

use workshop::Task;

// TODO: let all requests be under way at once.
async fn ask_all(requests: Vec<Task>) {
    let futures: Vec<_> = requests.iter().map(Task::wait_async).collect();
    for future in futures {
        future.await;
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("request", 5);
        workshop::on_tokio(ask_all(scene.tasks()));
        println!("{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::Scene;

    #[test]
    fn all_are_under_way_at_once() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[100, 400, 200, 300, 100]);
            workshop::on_tokio(super::ask_all(scene.tasks()));
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_no_blocked_thread();
            seen.expect_peak(5);
        });
    }

    #[test]
    fn all_have_ended_also_where_the_last_takes_longest() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[100, 200, 300]);
            workshop::on_tokio(super::ask_all(scene.tasks()));
            scene.seen().expect_all_ended();
        });
    }
}
