use rayon::prelude::*;
use std::sync::Mutex;

fn measure(photos: &[Photo]) -> Light {
    let light = Mutex::new(Light { sum: 0, darkest: u32::MAX });
    photos.iter().par_bridge().for_each(|photo| {
        let brightness = photo.brightness();
        let mut light = light.lock().unwrap();
        light.sum += brightness;
        light.darkest = light.darkest.min(brightness);
    });
    light.into_inner().unwrap()
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
