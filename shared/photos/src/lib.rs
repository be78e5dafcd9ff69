//! The photos: landscapes that are painted by arithmetic, so that nothing has to be downloaded or kept in the repository. The same
//! number gives the same bytes, on every machine: nothing but whole numbers, sums, products and square roots goes into a pixel.

#![forbid(unsafe_code)]

pub mod chance;

use chance::{chance, hash};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::sync::OnceLock;

/// How wide every photo is, in pixels.
pub const WIDTH: usize = 960;
/// How high every photo is, in pixels.
pub const HEIGHT: usize = 640;

/// Of a hundred. With it a photo has about 300 kB.
const JPEG_QUALITY: u8 = 95;

type Colour = [f32; 3];

/// The colours of an hour of the day: the sky from its top to the horizon, the sun or the moon, and the land nearest to us.
struct Hour {
    sky: [Colour; 3],
    light: Colour,
    land: Colour,
    stars: bool,
}

const HOURS: [Hour; 8] = [
    hour([0x2b4c7e, 0x8fa8c8, 0xf6c9a0], 0xfff1d0, 0x1d2b2a, false), // dawn
    hour([0x2f6fb5, 0x7fb2dd, 0xdcebf2], 0xfffbe8, 0x1f3d2b, false), // forenoon
    hour([0x3a2a5d, 0xb5527a, 0xf7a35c], 0xffe3a8, 0x1a1526, false), // sunset
    hour([0x0b1230, 0x1d2b58, 0x4a5a8c], 0xf4f1de, 0x070a14, true),  // night
    hour([0x4d5a68, 0x8b98a3, 0xc9cfd0], 0xf2f2ec, 0x20282a, false), // before the rain
    hour([0x12233f, 0x1f5b6b, 0x7fc6a4], 0xe8fff2, 0x0a1718, true),  // under the northern lights
    hour([0x5b3a6e, 0xc9748f, 0xfbd3b4], 0xfff0dc, 0x2a1f33, false), // after sunset
    hour([0x7c4a2d, 0xc98f4e, 0xf3dfae], 0xfff6d8, 0x33231a, false), // desert
];

const fn hour(sky: [u32; 3], light: u32, land: u32, stars: bool) -> Hour {
    Hour { sky: [colour(sky[0]), colour(sky[1]), colour(sky[2])], light: colour(light), land: colour(land), stars }
}

const fn colour(code: u32) -> Colour {
    [(code >> 16 & 0xff) as f32, (code >> 8 & 0xff) as f32, (code & 0xff) as f32]
}

/// Photo `number` as a JPEG file.
pub fn jpeg(number: u32) -> Vec<u8> {
    let mut file = Vec::with_capacity(400_000);
    let mut encoder = Encoder::new(&mut file, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let encoded = encoder.encode(&paint(number), WIDTH as u16, HEIGHT as u16, ColorType::Rgb);
    encoded.expect("a vector takes every byte, and the picture has as many pixels as it should");
    file
}

/// Photo `number` as a PNG file: the same picture at half the width and height, since without loss it would be five times as long.
pub fn png(number: u32) -> Vec<u8> {
    let mut file = Vec::with_capacity(400_000);
    let mut encoder = png::Encoder::new(&mut file, WIDTH as u32 / 2, HEIGHT as u32 / 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let halved = halve(&paint(number));
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&halved)?;
        writer.finish()
    });
    written.expect("a vector takes every byte, and the picture has as many pixels as it should");
    file
}

/// Makes one pixel of four.
fn halve(pixels: &[u8]) -> Vec<u8> {
    let byte = |x: usize, y: usize, channel: usize| u32::from(pixels[3 * (y * WIDTH + x) + channel]);
    let mut halved = Vec::with_capacity(pixels.len() / 4);
    for (y, x) in (0..HEIGHT).step_by(2).flat_map(|y| (0..WIDTH).step_by(2).map(move |x| (y, x))) {
        for c in 0..3 {
            halved.push(((byte(x, y, c) + byte(x + 1, y, c) + byte(x, y + 1, c) + byte(x + 1, y + 1, c)) / 4) as u8);
        }
    }
    halved
}

/// The pixels of photo `number`, row by row: red, green and blue, a byte each.
pub fn paint(number: u32) -> Vec<u8> {
    let seed = hash(u64::from(number));
    // Neighbours in a row of photos look different: each number takes the next hour.
    let hour = &HOURS[number as usize % HOURS.len()];
    let mut canvas = vec![[0.0; 3]; WIDTH * HEIGHT];
    let horizon = HEIGHT as f32 * (0.5 + 0.15 * chance(seed ^ 1));
    paint_sky(&mut canvas, hour, seed, horizon);
    let water = chance(seed ^ 2) < 0.5;
    let shore = if water { HEIGHT as f32 * (0.78 + 0.07 * chance(seed ^ 3)) } else { HEIGHT as f32 };
    let ranges = 3 + (seed % 3) as u32;
    for range in 0..ranges {
        paint_range(&mut canvas, hour, seed, horizon, shore, (range + 1) as f32 / ranges as f32);
    }
    if water {
        paint_water(&mut canvas, hour, seed, shore);
    }
    develop(&canvas, seed)
}

/// Turns the colours into bytes, and gives them the grain of a film.
fn develop(canvas: &[Colour], seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; 3 * WIDTH * HEIGHT];
    // One hash is enough for eight pixels.
    for (number, (eight, out)) in canvas.chunks_exact(8).zip(bytes.chunks_exact_mut(24)).enumerate() {
        let grains = hash(seed ^ (number as u64) << 20).to_le_bytes();
        for ((pixel, out), grain) in eight.iter().zip(out.chunks_exact_mut(3)).zip(grains) {
            let grain = (f32::from(grain) - 128.0) / 18.0;
            for (channel, byte) in out.iter_mut().enumerate() {
                *byte = (pixel[channel] + grain) as u8; // what is beyond 0 or 255 becomes that
            }
        }
    }
    bytes
}

fn paint_sky(canvas: &mut [Colour], hour: &Hour, seed: u64, horizon: f32) {
    let clouds = Clouds::get();
    let (sun_x, sun_y) = (WIDTH as f32 * (0.15 + 0.7 * chance(seed ^ 4)), horizon * (0.15 + 0.6 * chance(seed ^ 5)));
    let radius = 18.0 + 26.0 * chance(seed ^ 6);
    let overcast = 0.35 + 0.3 * chance(seed ^ 7);
    // A little farther than the horizon: valleys reach below it.
    for (y, row) in canvas.chunks_exact_mut(WIDTH).take(horizon as usize + 100).enumerate() {
        let height = (y as f32 / horizon).min(1.0);
        let [top, middle, bottom] = hour.sky;
        let sky = if height < 0.5 { mix(top, middle, height * 2.0) } else { mix(middle, bottom, height * 2.0 - 1.0) };
        for (x, pixel) in row.iter_mut().enumerate() {
            let (dx, dy) = (x as f32 - sun_x, y as f32 - sun_y);
            let distance = (dx * dx + dy * dy).sqrt();
            let glow = 0.55 / (1.0 + distance * distance / (radius * radius * 9.0));
            let disc = (radius - distance + 0.5).clamp(0.0, 1.0);
            // Clouds are flatter the nearer they are to the horizon.
            let cloud = clouds.at(seed ^ 8, x as f32 / 230.0, y as f32 / (30.0 + 60.0 * (1.0 - height)));
            let cloud = ((cloud - overcast) * 2.5).clamp(0.0, 0.8) * (1.0 - 0.5 * height);
            let colour = mix(sky, hour.light, (glow + disc).min(1.0));
            *pixel = mix(colour, mix(hour.light, sky, 0.35), cloud);
        }
    }
    for star in 0..if hour.stars { 300 } else { 0 } {
        let seed = hash(seed ^ star << 24);
        let (x, y) = ((WIDTH as f32 * chance(seed)) as usize, (horizon * chance(seed ^ 1)) as usize);
        let pixel = &mut canvas[y * WIDTH + x];
        *pixel = mix(*pixel, [255.0; 3], chance(seed ^ 2) * (1.0 - y as f32 / horizon));
    }
}

/// A range of hills. `near` is 1 for the one next to us, and the nearer to 0 the farther away and the more veiled by the air.
fn paint_range(canvas: &mut [Colour], hour: &Hour, seed: u64, horizon: f32, shore: f32, near: f32) {
    let clouds = Clouds::get();
    let seed = hash(seed ^ (near * 1_000.0) as u64);
    let base = horizon + (shore - horizon) * near * near * 0.75;
    let rugged = 190.0 - 110.0 * near;
    let land = mix(hour.sky[2], hour.land, 0.15 + 0.85 * near);
    let foot = mix(land, hour.sky[2], 0.35 * (1.0 - 0.6 * near));
    let ridge_at = |x: usize| {
        let trees = if near > 0.6 { tree(seed, x as f32, 14.0 * near * near) } else { 0.0 };
        base - rugged * (ridge(seed, x as f32 / (90.0 + 170.0 * near)) - 0.35) - trees
    };
    let ridges: Vec<f32> = (0..WIDTH).map(ridge_at).collect();
    let highest = ridges.iter().copied().fold(shore, f32::min).max(0.0) as usize;
    for y in highest..shore as usize {
        let row = &mut canvas[y * WIDTH..][..WIDTH];
        for (x, (pixel, ridge)) in row.iter_mut().zip(&ridges).enumerate() {
            let below = y as f32 + 1.0 - ridge;
            if below > 0.0 {
                let depth = (below / (HEIGHT as f32 * 0.3)).min(1.0);
                let texture = clouds.at(seed, x as f32 / 14.0, y as f32 / 9.0) - 0.5;
                let colour = mix(land, foot, depth).map(|value| value * (1.0 + 0.35 * texture * near));
                *pixel = mix(*pixel, colour, below.min(1.0)); // the ridge may run through this pixel
            }
        }
    }
}

/// Water shows what is above the shore upside down, paler and in ripples.
fn paint_water(canvas: &mut [Colour], hour: &Hour, seed: u64, shore: f32) {
    let clouds = Clouds::get();
    let shore = shore as usize;
    for y in shore..HEIGHT {
        let below = (y - shore) as f32;
        for x in 0..WIDTH {
            let ripple = clouds.at(seed ^ 10, x as f32 / (20.0 + below), below / (2.0 + below / 25.0)) - 0.5;
            let from_y =
                (shore as f32 - 1.0 - below * 1.6 + ripple * (4.0 + below * 0.25)).clamp(0.0, shore as f32 - 1.0);
            let from_x = (x as f32 + ripple * 6.0).clamp(0.0, WIDTH as f32 - 1.0);
            let mirrored = canvas[from_y as usize * WIDTH + from_x as usize];
            let water = mix(mirrored, hour.sky[0], 0.25);
            canvas[y * WIDTH + x] = water.map(|value| value * (0.92 + 0.25 * ripple));
        }
    }
}

/// How far the trees at `x` stand out above the ridge.
fn tree(seed: u64, x: f32, tallest: f32) -> f32 {
    let spacing = tallest * 0.7;
    let number = (x / spacing) as u64;
    let tall = tallest * (0.3 + chance(seed ^ (number << 8)));
    let aside = (x / spacing - number as f32 - 0.5).abs() * 2.0;
    tall * (1.0 - aside)
}

/// Hills from the side: one-dimensional noise, with finer hills upon coarser ones.
fn ridge(seed: u64, along: f32) -> f32 {
    let octave = |octave: u32| {
        let scale = (1 << octave) as f32;
        let place = along * scale;
        let (cell, within) = (place as u64, smooth(place - (place as u64) as f32));
        let at = |cell: u64| chance(seed ^ (cell << 16) ^ u64::from(octave));
        (at(cell) + (at(cell + 1) - at(cell)) * within) / scale / 2.0
    };
    (0..6).map(octave).sum()
}

/// Clouds: two-dimensional noise, with finer clouds upon coarser ones; 0 to 1, mostly near 1/2. It is looked up, because working
/// it out anew for every pixel of every photo took ten times as long. It repeats itself every `CLOUDS` / `CLOUD` = 32 units.
struct Clouds {
    values: Vec<f32>,
}

/// How many points the clouds have in a row, and how many rows. A power of two, so that a remainder is a mask.
const CLOUDS: usize = 512;
/// How many points the coarsest cloud is wide.
const CLOUD: usize = 16;

impl Clouds {
    fn get() -> &'static Clouds {
        static MADE: OnceLock<Clouds> = OnceLock::new();
        MADE.get_or_init(|| {
            let octave = |octave: u64, column: usize, row: usize| {
                let size = CLOUD >> octave;
                let cells = CLOUDS / size;
                let at = |column: usize, row: usize| {
                    chance(((column % cells) as u64) << 8 | ((row % cells) as u64) << 32 | octave)
                };
                let (left, above) = (column / size, row / size);
                let across = smooth((column % size) as f32 / size as f32);
                let down = smooth((row % size) as f32 / size as f32);
                let upper = at(left, above) + (at(left + 1, above) - at(left, above)) * across;
                let lower = at(left, above + 1) + (at(left + 1, above + 1) - at(left, above + 1)) * across;
                (upper + (lower - upper) * down) / (2 << octave) as f32
            };
            let value = |point| (0..4).map(|number| octave(number, point % CLOUDS, point / CLOUDS)).sum();
            Clouds { values: (0..CLOUDS * CLOUDS).map(value).collect() }
        })
    }

    /// The clouds that begin at `seed`, at the place `x`, `y`; neither is negative.
    #[inline]
    fn at(&self, seed: u64, x: f32, y: f32) -> f32 {
        let (x, y) = (x * CLOUD as f32, y * CLOUD as f32);
        let (column, row) = (x as u32 as usize, y as u32 as usize);
        let (across, down) = (x - column as f32, y - row as f32);
        let (column, row) = (column + (seed & 0xffff) as usize, row + (seed >> 16 & 0xffff) as usize);
        let value = |column: usize, row: usize| self.values[row % CLOUDS * CLOUDS + column % CLOUDS];
        let upper = value(column, row) + (value(column + 1, row) - value(column, row)) * across;
        let lower = value(column, row + 1) + (value(column + 1, row + 1) - value(column, row + 1)) * across;
        upper + (lower - upper) * down
    }
}

fn smooth(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

fn mix(one: Colour, other: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|channel| one[channel] + (other[channel] - one[channel]) * share)
}
