//! From one after the other to a thread for each.
//!
//! `ask_all` may only borrow its requests, so `thread::spawn` does not compile here: such a
//! thread might outlive what it borrows. Threads of a `thread::scope` cannot. Give each
//! request a thread of its own, so that all are under way at once.
//!
//! Read first: docs/src/thread.md. This takes about 10 minutes.

use workshop::Task;

// TODO: give each request a thread of its own.
fn ask_all(requests: &[Task]) {
    for request in requests {
        request.wait();
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("request", 6);
        ask_all(&scene.tasks());
        println!("{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::Scene;

    #[test]
    fn all_are_under_way_at_once() {
        workshop::test(|| {
            let scene = Scene::new("request", 6);
            super::ask_all(&scene.tasks());
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_peak(6);
        });
    }

    #[test]
    fn each_has_a_thread_of_its_own() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[100, 300, 200]);
            super::ask_all(&scene.tasks());
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_a_thread_each();
        });
    }
}
