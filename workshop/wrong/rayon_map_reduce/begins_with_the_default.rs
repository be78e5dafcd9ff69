// refused: what you found: Light { sum: 440, darkest: 0 }
use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    photos
        .par_iter()
        .map(Photo::brightness)
        .map(|brightness| Light { sum: brightness, darkest: brightness })
        .reduce(Light::default, |a, b| Light {
            sum: a.sum + b.sum,
            darkest: a.darkest.min(b.darkest),
        })
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
