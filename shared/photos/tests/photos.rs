//! The photos, as those who get the files see them. Nothing is tested inside of the library: to optimise it once more, with its tests,
//! would take longer than all that is done here.

use photos::chance::hash;
use photos::{HEIGHT, WIDTH, jpeg, paint, png};
use std::collections::HashSet;
use std::io::Cursor;

#[test]
fn the_same_number_gives_the_same_bytes() {
    for number in [3, u32::MAX] {
        assert_eq!(jpeg(number), jpeg(number));
        assert_eq!(png(number), png(number));
    }
    assert_ne!(jpeg(0), jpeg(8)); // at the same hour of the day
}

/// Pixels that changed would not be wrong, but whoever compares them with those of yesterday, or of another machine, would wonder.
#[test]
fn the_pixels_stay_the_same() {
    let sum = paint(7).iter().fold(0, |sum, &byte| hash(sum ^ u64::from(byte)));
    assert_eq!(sum, 8_907_460_399_852_136_413);
}

#[test]
fn photos_are_files_that_others_can_read() {
    for number in 0..2 {
        let painted = paint(number);

        let file = jpeg(number);
        assert!((150_000..400_000).contains(&file.len()), "photo {number} has {} bytes", file.len());
        let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(file));
        let pixels = decoder.decode().unwrap();
        assert_eq!(decoder.dimensions(), Some((WIDTH, HEIGHT)));
        assert!(apart(&painted, &pixels) < 4, "photo {number} is {} apart from its picture", apart(&painted, &pixels));

        let file = png(number);
        assert!((150_000..400_000).contains(&file.len()), "photo {number} has {} bytes", file.len());
        let mut reader = ::png::Decoder::new(Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((frame.width as usize, frame.height as usize), (WIDTH / 2, HEIGHT / 2));
        // Four pixels become one, their mean.
        let row = 3 * WIDTH;
        let mean = |place: usize| {
            let (y, x, channel) = (place / (row / 2), place % (row / 2) / 3, place % 3);
            let first = 2 * y * row + 6 * x + channel;
            ([0, 3, row, row + 3].map(|next| u32::from(painted[first + next])).iter().sum::<u32>() / 4) as u8
        };
        let halved: Vec<u8> = (0..pixels.len()).map(mean).collect();
        assert!(halved == pixels, "photo {number} is not what was painted");
    }
}

/// How far two pictures are apart, on average.
fn apart(one: &[u8], other: &[u8]) -> u64 {
    assert_eq!(one.len(), other.len());
    let sum: u64 = one.iter().zip(other).map(|(one, other)| u64::from(one.abs_diff(*other))).sum();
    sum / one.len() as u64
}

#[test]
fn photos_differ() {
    // The mean colour of the sky, of the middle and of the ground.
    let look = |number| {
        let thirds = paint(number);
        let mean = |third: &[u8]| third.iter().map(|&byte| u64::from(byte)).sum::<u64>() / third.len() as u64;
        thirds.chunks(thirds.len() / 3).map(mean).collect::<Vec<_>>()
    };
    let looks: HashSet<_> = (0..16).map(look).collect();
    assert!(looks.len() >= 15, "of 16 photos only {} look different", looks.len());
}
