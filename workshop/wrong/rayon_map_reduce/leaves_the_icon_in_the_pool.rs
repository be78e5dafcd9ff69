// refused: of 16 pixels 16 were looked at, 16 of them on other threads
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
    pixels.par_iter().map(Pixel::brightness).sum()
}
