//! Rayon: map, reduce, and a case in which it does not pay.
//!
//! 1. `measure` looks at one photo after the other, and each takes a while. Let all threads
//!    of rayon's pool (four, in the checks) share the photos, each looked at once, and put
//!    together what they find. Whatever a `reduce` begins with must not change the result.
//! 2. In `measure_icon` somebody has meant well. An icon has a few pixels, and to look at
//!    one takes next to nothing: to hand them to a pool takes longer than the work itself.
//!    Make it a plain loop again, on the thread that calls it.
//!
//! Read first: docs/src/rayon.md and docs/src/slower.md. This takes about 15 minutes.

use rayon::prelude::*;

// TODO: 1. on all threads of the pool.
fn measure(photos: &[Photo]) -> Light {
    let mut light = Light { sum: 0, darkest: u32::MAX };
    for photo in photos {
        let brightness = photo.brightness();
        light.sum += brightness;
        light.darkest = light.darkest.min(brightness);
    }
    light
}

// TODO: 2. on this thread.
fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.par_iter().map(Pixel::brightness).sum()
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// What is known of some photos: how bright they are together, and how bright the darkest is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Light {
    sum: u32,
    darkest: u32,
}

/// A photo. To look at it keeps a thread for a while.
struct Photo {
    task: workshop::Task,
    brightness: u32,
}

impl Photo {
    fn brightness(&self) -> u32 {
        self.task.compute();
        self.brightness
    }
}

/// A pixel, and the thread that first looked at it.
struct Pixel {
    brightness: u32,
    seen_by: std::sync::OnceLock<std::thread::ThreadId>,
}

impl Pixel {
    fn new(brightness: u32) -> Pixel {
        Pixel { brightness, seen_by: std::sync::OnceLock::new() }
    }

    fn brightness(&self) -> u32 {
        self.seen_by.get_or_init(|| std::thread::current().id());
        self.brightness
    }
}

fn photos(scene: &workshop::Scene, brightness: &[u32]) -> Vec<Photo> {
    let photo = |(task, &brightness)| Photo { task, brightness };
    scene.tasks().into_iter().zip(brightness).map(photo).collect()
}

/// Whatever cores this machine has, the pool has four threads.
fn in_a_pool_of_four<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .expect("four threads")
        .install(body)
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("photo", 8);
        let photos = photos(&scene, &[90, 40, 70, 30, 80, 20, 60, 50]);
        println!("{:?}\n", in_a_pool_of_four(|| measure(&photos)));
        println!("In a pool of four threads: {}", scene.seen());
        let icon: Vec<Pixel> = (0..16).map(Pixel::new).collect();
        let began = std::time::Instant::now();
        println!("\nThe icon: {}, in {:?}", measure_icon(&icon), began.elapsed());
    });
}

#[cfg(test)]
mod tests {
    use super::{Light, Pixel};
    use std::thread;
    use workshop::{Scene, expect, expect_eq};

    #[test]
    fn all_threads_of_the_pool_share_the_photos() {
        workshop::test(|| {
            for brightness in [[90, 40, 70, 30, 80, 20, 60, 50], [9, 8, 7, 6, 5, 6, 7, 8]]
            {
                let scene = Scene::new("photo", 8);
                let photos = super::photos(&scene, &brightness);
                let light = super::in_a_pool_of_four(|| super::measure(&photos));
                let seen = scene.seen();
                seen.expect_all_ended();
                seen.expect_peak(4);
                let sum = brightness.iter().sum();
                let darkest = brightness.into_iter().min().unwrap();
                expect_eq("what you found", light, Light { sum, darkest });
            }
        });
    }

    #[test]
    fn an_icon_is_no_work_for_a_pool() {
        workshop::test(|| {
            let icon: Vec<Pixel> = (0..16).map(Pixel::new).collect();
            let sum = super::measure_icon(&icon);
            let here = thread::current().id();
            let elsewhere =
                |pixel: &&Pixel| pixel.seen_by.get().is_some_and(|by| *by != here);
            let elsewhere = icon.iter().filter(elsewhere).count();
            let seen = icon.iter().filter(|pixel| pixel.seen_by.get().is_some()).count();
            expect(
                elsewhere == 0 && seen == 16,
                format!(
                    "of 16 pixels {seen} were looked at, {elsewhere} of them on other threads \
                     than the one that called."
                ),
                "all 16 are, on the thread that calls `measure_icon`: no more is needed.",
            );
            expect_eq("the icon's brightness", sum, 120);
        });
    }
}
