//! Make these two waits overlap.
//!
//! The kettle and the toaster each take a while, and neither needs a hand. So far
//! `breakfast` waits for the kettle, and only then turns the toaster on. Let each wait on
//! a thread of its own, so that both are under way at once. Return when both have ended,
//! whichever of them takes longer.
//!
//! Read first: docs/src/thread.md. This takes about 5 minutes.

use workshop::Task;

// TODO: let both wait at the same time.
fn breakfast(kettle: Task, toaster: Task) {
    kettle.wait();
    toaster.wait();
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
