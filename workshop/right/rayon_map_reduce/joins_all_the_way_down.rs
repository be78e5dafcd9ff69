fn measure(photos: &[Photo]) -> Light {
    match photos {
        [] => Light { sum: 0, darkest: u32::MAX },
        [photo] => {
            let brightness = photo.brightness();
            Light { sum: brightness, darkest: brightness }
        }
        _ => {
            let (left, right) = photos.split_at(photos.len() / 2);
            let (left, right) = rayon::join(|| measure(left), || measure(right));
            Light { sum: left.sum + right.sum, darkest: left.darkest.min(right.darkest) }
        }
    }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
