// refused: what you found: Light { sum:
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

fn measure(photos: &[Photo]) -> Light {
    let (sum, darkest) = (AtomicU32::new(0), AtomicU32::new(u32::MAX));
    photos.par_iter().for_each(|photo| {
        let before = sum.load(Relaxed);
        let brightness = photo.brightness(); // meanwhile others add theirs
        sum.store(before + brightness, Relaxed);
        darkest.fetch_min(brightness, Relaxed);
    });
    Light { sum: sum.into_inner(), darkest: darkest.into_inner() }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
