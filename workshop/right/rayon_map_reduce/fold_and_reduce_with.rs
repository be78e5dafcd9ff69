use rayon::prelude::*;

fn measure(photos: &[Photo]) -> Light {
    let nothing = || Light { sum: 0, darkest: u32::MAX };
    let pieces = photos.par_iter().fold(nothing, |mut light, photo| {
        let brightness = photo.brightness();
        light.sum += brightness;
        light.darkest = light.darkest.min(brightness);
        light
    });
    pieces.reduce_with(both).unwrap_or(nothing())
}

fn both(a: Light, b: Light) -> Light {
    Light { sum: a.sum + b.sum, darkest: a.darkest.min(b.darkest) }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
