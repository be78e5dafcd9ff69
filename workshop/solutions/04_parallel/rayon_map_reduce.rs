//! Each photo is turned into what is known of it alone (map), and two such findings into
//! one, however they are grouped (reduce): so rayon may cut the list wherever a thread has
//! nothing to do. `reduce` begins with the identity once for each piece: 0 changes no sum,
//! and `u32::MAX` no minimum. For a handful of pixels the plain loop is done before a pool
//! would have woken up.

use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    photos
        .par_iter()
        .map(|photo| {
            let brightness = photo.brightness();
            Light { sum: brightness, darkest: brightness }
        })
        .reduce(
            || Light { sum: 0, darkest: u32::MAX },
            |a, b| Light { sum: a.sum + b.sum, darkest: a.darkest.min(b.darkest) },
        )
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
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
