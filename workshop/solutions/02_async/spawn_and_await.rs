//! A spawned future is the runtime's: it polls it whenever it can go on, whatever the task
//! that spawned it does meanwhile. Awaiting the handles one by one is then only a way to
//! wait for the last of them.

use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    let handles: Vec<_> =
        requests.iter().map(|request| tokio::spawn(request.wait_async())).collect();
    for handle in handles {
        handle.await.unwrap();
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
