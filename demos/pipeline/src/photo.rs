//! What is done with photos: the part that computes, and knows nothing of async.

use image::{DynamicImage, RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// How much a photo is blurred: the standard deviation in pixels.
const BLUR: f32 = 6.0;
/// What a small photo has to fit into, in pixels.
const SMALL: (u32, u32) = (240, 160);
/// Of a hundred.
const QUALITY: u8 = 85;
/// How wide a contact sheet is at most.
const SHEET: u32 = 1_200;
const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];
const BACKGROUND: image::Rgb<u8> = image::Rgb([24, 24, 28]);

/// Decodes a JPEG file, blurs it, shrinks it, and encodes it again.
///
/// # Errors
/// What is wrong with the file, in a few words.
pub fn blur_and_shrink(file: &[u8]) -> Result<Vec<u8>, String> {
    let photo = decode(file)?;
    encode(&photo.blur(BLUR).thumbnail(SMALL.0, SMALL.1).into_rgb8())
}

/// Unless it is strict, the decoder is content with half a file and paints the rest grey.
fn decode(file: &[u8]) -> Result<DynamicImage, String> {
    let strict = DecoderOptions::default()
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(file), strict);
    let pixels = decoder.decode().map_err(|error| {
        let error = error.to_string(); // may be several lines
        format!("it cannot be decoded: {}", error.lines().next().unwrap_or_default())
    })?;
    let ends = file.windows(2).rev().any(|marker| marker == END_OF_IMAGE);
    let size = decoder
        .dimensions()
        .filter(|_| ends)
        .ok_or("it cannot be decoded: its end is missing")?;
    let photo = RgbImage::from_raw(size.0 as u32, size.1 as u32, pixels);
    Ok(photo.ok_or("it cannot be decoded: it is no colour photo")?.into())
}

fn encode(photo: &RgbImage) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let [width, height] = [photo.width(), photo.height()].map(u16::try_from);
    let (Ok(width), Ok(height)) = (width, height) else {
        return Err(
            "it cannot be encoded: a JPEG file is at most 65,535 pixels wide and high"
                .to_owned(),
        );
    };
    let encoded =
        Encoder::new(&mut file, QUALITY).encode(photo, width, height, ColorType::Rgb);
    encoded.map_err(|error| format!("it cannot be encoded: {error}"))?;
    Ok(file)
}

/// One picture with `count` small photos in rows. The more there are, the smaller they become: the picture never needs more
/// memory than for 1,200 by 1,200 pixels.
///
/// # Errors
/// What is wrong with one of the files, in a few words.
pub fn contact_sheet(
    count: u32,
    files: impl Iterator<Item = Result<Vec<u8>, String>>,
) -> Result<Vec<u8>, String> {
    let columns = (1..).find(|columns| columns * columns >= count).unwrap_or(1);
    // From one photo to the next; a twenty-fifth of it is margin.
    let step = (25 * SHEET / (25 * columns + 1)).clamp(1, SMALL.0 * 25 / 24);
    let margin = step / 25;
    let (across, down) = (step - margin, ((step - margin) * SMALL.1 / SMALL.0).max(1));
    let (width, height) =
        (columns * step + margin, count.div_ceil(columns) * (down + margin) + margin);
    let mut sheet = RgbImage::from_pixel(width, height.max(1), BACKGROUND);
    for (place, file) in (0..).zip(files) {
        let small = decode(&file?)?.thumbnail(across, down);
        let (x, y) =
            (margin + place % columns * step, margin + place / columns * (down + margin));
        imageops::replace(&mut sheet, &small.to_rgb8(), i64::from(x), i64::from(y));
    }
    encode(&sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter;

    #[test]
    fn photos_are_shrunk_and_blurred() {
        let small = decode(&blur_and_shrink(&photos::jpeg(3)).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), SMALL);
        let plain = decode(&photos::jpeg(3)).unwrap().thumbnail(SMALL.0, SMALL.1);
        let contrast = |photo: &DynamicImage| {
            let grey = photo.to_luma8();
            let steps = grey.rows().flat_map(|row| {
                let row: Vec<u8> = row.map(|pixel| pixel[0]).collect();
                row.windows(2)
                    .map(|two| u64::from(two[0].abs_diff(two[1])))
                    .collect::<Vec<_>>()
            });
            steps.sum::<u64>()
        };
        let (blurred, sharp) = (contrast(&small), contrast(&plain));
        assert!(blurred > 0 && 2 * blurred < sharp, "{blurred} of {sharp}");
    }

    /// What is cut off, or is no photo at all, is refused as a whole.
    #[test]
    fn half_a_photo_is_none() {
        let photo = photos::jpeg(0);
        let refused = |file: &[u8]| {
            let why = blur_and_shrink(file).expect_err("it was decoded");
            assert!(
                why.starts_with("it cannot be decoded: ") && !why.contains('\n'),
                "{why}"
            );
        };
        for length in [
            0,
            1,
            2,
            100,
            1_000,
            photo.len() / 2,
            photo.len() - 100,
            photo.len() - 2,
            photo.len() - 1,
        ] {
            refused(&photo[..length]);
        }
        refused(b"<html>404</html>");
        refused(&photos::png(0));
        let mut broken = photo.clone();
        broken[100_000..100_040].fill(0xff);
        refused(&broken);
        let longer = [&photo[..], b"what some cameras add"].concat();
        assert_eq!(blur_and_shrink(&longer), blur_and_shrink(&photo));
    }

    #[test]
    fn a_contact_sheet_holds_them_all() {
        let small =
            encode(&RgbImage::from_pixel(SMALL.0, SMALL.1, image::Rgb([250, 250, 250])))
                .unwrap();
        for count in [0, 1, 2, 5, 12, 60, 2_000] {
            let files = (0..count).map(|_| Ok(small.clone()));
            let sheet = decode(&contact_sheet(count, files).unwrap()).unwrap();
            assert!(
                sheet.width() <= SHEET && sheet.height() <= SHEET,
                "{count}: {} x {}",
                sheet.width(),
                sheet.height()
            );
            let bright = sheet.to_luma8().pixels().filter(|pixel| pixel[0] > 200).count();
            let share = bright as f64 / f64::from(sheet.width() * sheet.height());
            let expected = if count == 0 { 0.0..0.1 } else { 0.6..1.0 };
            assert!(expected.contains(&share), "{count}: {share} of the sheet is photos");
        }
        assert!(contact_sheet(1, iter::once(Err("gone".to_owned()))).is_err());
    }
}
