// refused: at most 2 of your 8 photos were under way at once
fn measure(photos: &[Photo]) -> Light {
    let (left, right) = photos.split_at(photos.len() / 2);
    let (left, right) = rayon::join(|| measure_some(left), || measure_some(right));
    Light { sum: left.sum + right.sum, darkest: left.darkest.min(right.darkest) }
}

fn measure_some(photos: &[Photo]) -> Light {
    let brightness: Vec<u32> = photos.iter().map(Photo::brightness).collect();
    let darkest = brightness.iter().min().copied().unwrap_or(u32::MAX);
    Light { sum: brightness.iter().sum(), darkest }
}

fn measure_icon(pixels: &[Pixel]) -> u32 {
    pixels.iter().map(Pixel::brightness).sum()
}
