use std::sync::mpsc;

fn measure(photos: &[Photo]) -> Light {
    let (sender, receiver) = mpsc::channel();
    let piece = photos.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    rayon::scope(|scope| {
        for piece in photos.chunks(piece) {
            let sender = sender.clone();
            scope.spawn(move |_| {
                for photo in piece {
                    sender.send(photo.brightness()).unwrap();
                }
            });
        }
    });
    drop(sender);
    receiver.into_iter().fold(Light { sum: 0, darkest: u32::MAX }, |light, brightness| {
        Light { sum: light.sum + brightness, darkest: light.darkest.min(brightness) }
    })
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
