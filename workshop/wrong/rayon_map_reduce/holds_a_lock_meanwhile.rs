// refused: your 8 photos ran one after the other
use rayon::prelude::*;
use std::sync::Mutex;

fn measure(photos: &[Photo]) -> Light {
    let light = Mutex::new(Light { sum: 0, darkest: u32::MAX });
    photos.par_iter().for_each(|photo| {
        let mut light = light.lock().unwrap();
        let brightness = photo.brightness();
        light.sum += brightness;
        light.darkest = light.darkest.min(brightness);
    });
    light.into_inner().unwrap()
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
