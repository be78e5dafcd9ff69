// refused: were done more than once
use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    let sum = photos.par_iter().map(Photo::brightness).sum();
    let darkest = photos.par_iter().map(Photo::brightness).min().unwrap();
    Light { sum, darkest }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
