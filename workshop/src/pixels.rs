//! What is computed with a photo: it is decoded, shrunk, blurred, and encoded again.

use png::{ColorType, Compression, Decoder, Encoder};
use std::io::Cursor;

/// How far each pixel is spread, in pixels to both sides, each time.
const RADIUS: usize = 3;
/// So often: three times look like the usual blur with a bell-shaped curve.
const TIMES: usize = 3;

/// A picture: its width and height, and a byte each for the red, green and blue of every pixel, row by row.
struct Pixels {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

/// Decodes a PNG file, shrinks it to half its width and height, blurs it, and encodes it again.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn shrink_and_blur(file: &[u8]) -> Result<Vec<u8>, String> {
    let mut pixels = decode(file).map_err(|error| error.to_string())?.halved();
    for _ in 0..TIMES {
        pixels = pixels.blurred_in_rows().turned().blurred_in_rows().turned();
    }
    encode(&pixels).map_err(|error| error.to_string())
}

fn decode(file: &[u8]) -> Result<Pixels, Box<dyn std::error::Error>> {
    let mut reader = Decoder::new(Cursor::new(file)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut bytes)?;
    if frame.color_type != ColorType::Rgb {
        return Err("it is no colour photo".into());
    }
    Ok(Pixels { width: frame.width as usize, height: frame.height as usize, bytes })
}

fn encode(pixels: &Pixels) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width as u32, pixels.height as u32);
    encoder.set_color(ColorType::Rgb);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels.bytes)?;
    writer.finish()?;
    Ok(file)
}

impl Pixels {
    /// Each pixel becomes the mean of those around it in its row. At the edge the last one counts for those that are missing.
    fn blurred_in_rows(&self) -> Pixels {
        const WINDOW: usize = 2 * RADIUS + 1;
        let mut bytes = vec![0; self.bytes.len()];
        let length = 3 * self.width;
        for (row, blurred) in self.bytes.chunks_exact(length).zip(bytes.chunks_exact_mut(length)) {
            for channel in 0..3 {
                let at = |x: usize| u32::from(row[3 * x.saturating_sub(RADIUS).min(self.width - 1) + channel]);
                let mut sum: u32 = (0..WINDOW).map(at).sum();
                for x in 0..self.width {
                    blurred[3 * x + channel] = (sum / WINDOW as u32) as u8;
                    sum = sum + at(x + WINDOW) - at(x);
                }
            }
        }
        Pixels { bytes, ..*self }
    }

    /// Rows become columns.
    fn turned(&self) -> Pixels {
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for x in 0..self.width {
            for y in 0..self.height {
                let place = 3 * (y * self.width + x);
                bytes.extend_from_slice(&self.bytes[place..place + 3]);
            }
        }
        Pixels { width: self.height, height: self.width, bytes }
    }

    /// One pixel of four: they will be blurred, so any of them will do.
    fn halved(&self) -> Pixels {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut bytes = Vec::with_capacity(3 * width * height);
        for row in self.bytes.chunks_exact(3 * self.width).step_by(2) {
            for pixel in row.chunks_exact(3).step_by(2) {
                bytes.extend_from_slice(pixel);
            }
        }
        Pixels { width, height, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_spread_evenly_and_nothing_of_a_plain_picture_changes() {
        let mut bytes = vec![0; 3 * 40 * 40];
        bytes[3 * (20 * 40 + 20)] = 255;
        let dot = Pixels { width: 40, height: 40, bytes };
        let row = dot.blurred_in_rows();
        let red: Vec<u8> = (0..40).map(|x| row.bytes[3 * (20 * 40 + x)]).collect();
        let expected: Vec<u8> = (0..40).map(|x| if (17..=23).contains(&x) { 255 / 7 } else { 0 }).collect();
        assert_eq!(red, expected);
        assert_eq!(row.turned().turned().bytes, row.bytes);
        let plain = Pixels { width: 30, height: 20, bytes: [10, 200, 255].repeat(600) };
        assert_eq!(plain.blurred_in_rows().turned().blurred_in_rows().turned().bytes, plain.bytes);
    }

    #[test]
    fn a_file_is_decoded_and_encoded_again_and_half_a_file_is_refused() {
        let plain = Pixels { width: 30, height: 20, bytes: [10, 200, 255].repeat(600) };
        let file = encode(&plain).unwrap();
        let small = decode(&shrink_and_blur(&file).unwrap()).unwrap();
        assert_eq!((small.width, small.height, small.bytes), (15, 10, [10, 200, 255].repeat(150)));
        for half in [&file[..0], &file[..10], &file[..file.len() / 2]] {
            assert!(shrink_and_blur(half).is_err());
        }
    }
}
