//! A `sync_channel` is bounded: where it is full, `send` blocks until something is taken out.
//! So the printer slows the camera down, and there is never more in memory than was agreed.

use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel(room);
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                sender.send(photo).unwrap();
            }
        });
        for photo in receiver {
            photo.print();
        }
    });
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A photo. To print it takes three times as long as to take it. In the picture it has a bar
/// while it is taken, nothing while it waits, and a line while it is printed.
struct Photo(workshop::Task);

impl Photo {
    fn take(&self) {
        self.0.compute();
    }

    fn print(&self) {
        for _ink in ["cyan", "magenta", "yellow"] {
            self.0.wait();
        }
    }
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("photo", 12);
        print_all(scene.tasks().into_iter().map(Photo).collect(), 3);
        println!("{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;
    use workshop::{Scene, Seen, Stretch};

    fn print_all(room: usize) -> Seen {
        let scene = Scene::new("photo", 12);
        super::print_all(scene.tasks().into_iter().map(super::Photo).collect(), room);
        scene.seen()
    }

    /// What the camera did, and what the printer did, photo by photo.
    fn camera(seen: &Seen) -> Vec<&Stretch> {
        seen.stretches().iter().filter(|stretch| stretch.computes).collect()
    }

    fn printer(seen: &Seen) -> Vec<&Stretch> {
        seen.stretches().iter().filter(|stretch| !stretch.computes).collect()
    }

    /// When the printing of each photo began.
    fn prints(seen: &Seen) -> BTreeMap<usize, Duration> {
        printer(seen).iter().rev().map(|stretch| (stretch.task, stretch.begin)).collect()
    }

    /// How many were taken at a moment, and their printing had not begun.
    fn waiting(seen: &Seen, moment: Duration) -> usize {
        let is_over = |take: &&&Stretch| take.end.is_some_and(|end| end <= moment);
        let taken = camera(seen).iter().filter(is_over).count();
        taken - prints(seen).values().filter(|begin| **begin <= moment).count()
    }

    fn check_all_are_printed(seen: &Seen) {
        let passes = |photo| {
            let of_it = |s: &&&Stretch| s.task == photo && s.end.is_some();
            printer(seen).iter().filter(of_it).count()
        };
        let wrong: Vec<usize> =
            (0..seen.count()).filter(|photo| passes(*photo) != 3).collect();
        seen.expect(
            wrong.is_empty(),
            format!("printed not at all, or not to the end: {}.", seen.named(&wrong)),
            "each photo is printed once before `print_all` returns.",
        );
        for (machine, stretches) in [("camera", camera(seen)), ("printer", printer(seen))]
        {
            let overlap = stretches.windows(2).any(|two| two[0].end > Some(two[1].begin));
            seen.expect(
                !overlap,
                format!("the {machine} was at two photos at the same time."),
                "camera and printer do one photo at a time.",
            );
        }
        let order: Vec<usize> = printer(seen).iter().step_by(3).map(|s| s.task).collect();
        seen.expect(
            order.is_sorted(),
            format!("they were printed in this order: {order:?}."),
            "they are printed in the order in which they were taken.",
        );
    }

    fn check_room(seen: &Seen, room: usize) {
        let moments = camera(seen).into_iter().filter_map(|take| take.end);
        for moment in moments.clone() {
            let waiting = waiting(seen, moment);
            seen.expect(
                waiting <= room + 1,
                format!(
                    "after {} ms {waiting} photos waited for the printer.",
                    moment.as_millis()
                ),
                format!(
                    "at most {room} of them wait, and one more in the camera's hands."
                ),
            );
        }
        // Whenever something ends while there is still a photo to be taken.
        let last = camera(seen).iter().map(|take| take.begin).max().unwrap_or_default();
        let moments = moments.chain(printer(seen).into_iter().filter_map(|s| s.end));
        for moment in moments.filter(|moment| *moment < last) {
            let waiting = waiting(seen, moment);
            let is_taking =
                |take: &&Stretch| take.begin <= moment && take.end > Some(moment);
            seen.expect(
                waiting + 1 >= room || camera(seen).iter().any(is_taking),
                format!(
                    "after {} ms the camera did nothing, and only {waiting} photos waited.",
                    moment.as_millis()
                ),
                format!("the camera goes on while there is room; there was, for {room}."),
            );
        }
    }

    #[test]
    fn every_photo_is_printed() {
        workshop::test(|| check_all_are_printed(&print_all(3)));
    }

    #[test]
    fn five_photos_may_wait() {
        workshop::test(|| {
            let seen = print_all(5);
            check_all_are_printed(&seen);
            check_room(&seen, 5);
        });
    }

    #[test]
    fn one_photo_may_wait() {
        workshop::test(|| {
            let seen = print_all(1);
            check_all_are_printed(&seen);
            check_room(&seen, 1);
        });
    }
}
