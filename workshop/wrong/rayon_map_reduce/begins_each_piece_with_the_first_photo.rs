// refused: photo 0 was done more than once
use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    let both = |a: Light, b: Light| Light {
        sum: a.sum + b.sum,
        darkest: a.darkest.min(b.darkest),
    };
    let alone = |photo: &Photo| {
        let brightness = photo.brightness();
        Light { sum: brightness, darkest: brightness }
    };
    photos[1..].par_iter().map(alone).reduce(|| alone(&photos[0]), both)
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
