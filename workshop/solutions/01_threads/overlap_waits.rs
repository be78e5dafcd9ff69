//! A thread that waits does not hold up another one: the two waits are begun one right after
//! the other, and go on together. `join` is what makes `breakfast` return only when both
//! have ended; without it the threads would be left to themselves.

use std::thread;
use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    let kettle = thread::spawn(move || kettle.wait());
    let toaster = thread::spawn(move || toaster.wait());
    kettle.join().unwrap();
    toaster.join().unwrap();
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::with_lengths("wait", &[200, 100]);
        breakfast(scene.task(0), scene.task(1));
        println!("{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::Scene;

    #[test]
    fn both_are_under_way_at_once() {
        workshop::test(|| {
            let scene = Scene::with_lengths("wait", &[200, 100]);
            super::breakfast(scene.task(0), scene.task(1));
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_peak(2);
        });
    }

    #[test]
    fn both_have_ended_also_where_the_toaster_takes_longer() {
        workshop::test(|| {
            let scene = Scene::with_lengths("wait", &[100, 200]);
            super::breakfast(scene.task(0), scene.task(1));
            scene.seen().expect_all_ended();
        });
    }
}
