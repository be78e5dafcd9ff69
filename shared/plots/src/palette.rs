//! The colours of series, in light, in dark and on a terminal.

/// A colour, as it is in its three places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// On a light ground: red, green, blue.
    pub light: (u8, u8, u8),
    /// On a dark ground, as CSS has it.
    pub dark: &'static str,
    /// The nearest of the 256 colours of terminals; `None` for that of text.
    pub terminal: Option<u8>,
}

/// Okabe and Ito's palette, which people with any kind of colour vision can tell apart (<https://jfly.uni-koeln.de/color/>). Its black
/// is the colour of text; its yellow is darker on a light ground, and its blue lighter on a dark one, where it could not be seen.
const SERIES: [Colour; 8] = [
    Colour { light: (0x1f, 0x23, 0x29), dark: "#e6edf4", terminal: None },
    Colour { light: (0xe6, 0x9f, 0x00), dark: "#e69f00", terminal: Some(214) },
    Colour { light: (0xd5, 0x5e, 0x00), dark: "#e87733", terminal: Some(166) },
    Colour { light: (0x00, 0x72, 0xb2), dark: "#4b8fdb", terminal: Some(32) },
    Colour { light: (0x56, 0xb4, 0xe9), dark: "#7cc8f2", terminal: Some(74) },
    Colour { light: (0x00, 0x9e, 0x73), dark: "#1fb58a", terminal: Some(36) },
    Colour { light: (0xb3, 0xa1, 0x00), dark: "#f0e442", terminal: Some(185) },
    Colour { light: (0xcc, 0x79, 0xa7), dark: "#d98ab8", terminal: Some(175) },
];

/// All colours of series.
pub fn colours() -> impl Iterator<Item = Colour> {
    SERIES.into_iter()
}

/// The colour of a series. From the ninth on they come again.
pub fn colour(series: usize) -> Colour {
    SERIES[series % SERIES.len()]
}

/// `text` in the colour of a series, where there may be colours.
pub fn paint(series: usize, text: &str, coloured: bool) -> String {
    match colour(series).terminal {
        Some(number) if coloured => format!("\x1b[38;5;{number}m{text}\x1b[0m"),
        _ => text.to_owned(),
    }
}
