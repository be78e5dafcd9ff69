//! The scope ends only when all of its threads have: so they may borrow from the function
//! that opened it, and need not be joined by hand.

use std::thread;
use workshop::Task;

fn ask_all(requests: &[Task]) {
    thread::scope(|scope| {
        for request in requests {
            scope.spawn(|| request.wait());
        }
    });
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
