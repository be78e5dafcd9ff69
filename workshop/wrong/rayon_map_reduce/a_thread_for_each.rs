// refused: all of your 8 photos were under way at once
use std::thread;

fn measure(photos: &[Photo]) -> Light {
    let brightness: Vec<u32> = thread::scope(|scope| {
        let threads: Vec<_> =
            photos.iter().map(|photo| scope.spawn(|| photo.brightness())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    Light { sum: brightness.iter().sum(), darkest: *brightness.iter().min().unwrap() }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
