//! Lengths of time as people write them.

use super::show_three_digits;
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `200ms`, `1.5s`, `50us`, `2min`, `0`.
///
/// # Errors
/// What is wrong with the text, and what is accepted.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (&text[..split], text[split..].trim());
    let nanoseconds_a_unit = match unit {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3_600e9,
        "" if number.parse() == Ok(0.0) => 1.0,
        _ => return Err("is no length of time; write for example 200ms, 1.5s, 50us or 0".to_owned()),
    };
    let number: f64 =
        number.parse().map_err(|_| "is no length of time; write for example 200ms, 1.5s, 50us or 0".to_owned())?;
    let nanoseconds = number * nanoseconds_a_unit;
    if nanoseconds > LONGEST.as_nanos() as f64 {
        return Err("is too long; the most is 24 hours (1440min)".to_owned());
    }
    Ok(Duration::from_nanos(nanoseconds.round() as u64))
}

/// Shows nanoseconds with three significant digits and a unit that fits: `201 ms`, `2.00 s`, `85 us`.
pub fn show_duration(nanoseconds: u64) -> String {
    let (value, unit) = match nanoseconds {
        0 => return "0 ms".to_owned(),
        1..1_000 => return format!("{nanoseconds} ns"),
        1_000..999_500 => (nanoseconds as f64 / 1e3, "us"),
        999_500..999_500_000 => (nanoseconds as f64 / 1e6, "ms"),
        999_500_000..599_500_000_000 => (nanoseconds as f64 / 1e9, "s"),
        599_500_000_000..7_200_000_000_000 => (nanoseconds as f64 / 60e9, "min"),
        _ => (nanoseconds as f64 / 3_600e9, "h"),
    };
    format!("{} {unit}", show_three_digits(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_read() {
        let cases = [
            ("200ms", 200_000_000),
            ("1.5s", 1_500_000_000),
            ("50us", 50_000),
            ("50µs", 50_000),
            ("0", 0),
            ("0ms", 0),
            ("2 min", 120_000_000_000),
            ("7ns", 7),
            ("1m", 60_000_000_000),
            ("0.5h", 1_800_000_000_000),
            ("24h", 86_400_000_000_000),
            ("1440min", 86_400_000_000_000),
        ];
        for (text, nanoseconds) in cases {
            assert_eq!(parse_duration(text), Ok(Duration::from_nanos(nanoseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_of_time_is_refused() {
        for text in
            ["", "5", "5 parsecs", "ms", "-1ms", "1..2s", "1e400s", "99999999999s", "nan", "inf s", "1h30", "24.01h"]
        {
            assert!(parse_duration(text).is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn three_digits_are_shown() {
        let cases = [
            (0, "0 ms"),
            (85, "85 ns"),
            (85_000, "85.0 us"),
            (200_000_000, "200 ms"),
            (201_000_000, "201 ms"),
            (2_004_000_000, "2.00 s"),
            (999_600_000, "1.00 s"),
            (999_499, "999 us"),
            (12_340_000, "12.3 ms"),
            (599_000_000_000, "599 s"),
            (600_000_000_000, "10.0 min"),
            (999_499_999, "999 ms"),
            (999, "999 ns"),
            (1_000, "1.00 us"),
            (999_500, "1.00 ms"),
            (9_995, "10.0 us"),
            (99_950, "100 us"),
            (599_500_000_000, "9.99 min"),
            (7_199_000_000_000, "120 min"),
            (7_200_000_000_000, "2.00 h"),
        ];
        for (nanoseconds, shown) in cases {
            assert_eq!(show_duration(nanoseconds), shown);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = parse_duration(&text);
        }

        #[test]
        fn what_is_shown_is_within_a_percent(nanoseconds in 1u64..86_400_000_000_000) {
            let read = parse_duration(&show_duration(nanoseconds)).unwrap().as_nanos() as f64;
            let ratio = read / nanoseconds as f64;
            prop_assert!((0.99..1.01).contains(&ratio), "{} became {}", nanoseconds, read);
        }
    }
}
