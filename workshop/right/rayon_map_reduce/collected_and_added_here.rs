use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    let brightness: Vec<u32> = photos.par_iter().map(Photo::brightness).collect();
    let darkest = brightness.iter().copied().min().unwrap_or(u32::MAX);
    Light { sum: brightness.into_iter().sum(), darkest }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    let mut sum = 0;
    for pixel in pixels {
        sum += pixel.brightness();
    }
    sum
}
