//! Sizes of memory as people write them.

/// Reads `4GiB`, `500MB`, `1.5 G`, `1000000`: with a unit of a thousand or of 1,024 (those with an `i`), or in bytes. A letter alone
/// means the unit of 1,024, as it does in `ulimit` and in the kernel's files.
///
/// # Errors
/// What is wrong with the text, and what is accepted.
pub fn parse_size(text: &str) -> Result<u64, String> {
    const REFUSED: &str = "is no size; write for example 4GiB, 500MB or 100000000";
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (&text[..split], text[split..].trim());
    let bytes_a_unit = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return Err(REFUSED.to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| REFUSED.to_owned())?;
    let bytes = (number * bytes_a_unit).round();
    // Beyond this, which no machine has, not every whole number is an f64.
    if bytes < 1.0 || bytes > 2f64.powi(53) { Err(REFUSED.to_owned()) } else { Ok(bytes as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_read() {
        let cases = [
            ("4GiB", 4 << 30),
            ("4 gib", 4 << 30),
            ("4G", 4 << 30),
            ("500MB", 500_000_000),
            ("1.5k", 1536),
            ("3kB", 3_000),
            ("1MiB", 1 << 20),
            ("2TB", 2_000_000_000_000),
            ("1T", 1 << 40),
            ("7", 7),
            ("7B", 7),
        ];
        for (text, bytes) in cases {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "GiB", "0", "-1GB", "1.2.3MB", "4 parsecs", "4GiBs", "99999999999TB", "nan", "0.1"] {
            assert!(parse_size(text).unwrap_err().contains("4GiB"), "{text} was accepted");
        }
    }

    proptest! {
        #[test]
        fn whole_bytes_are_read_as_they_are(bytes in 1u64..1 << 53) {
            prop_assert_eq!(parse_size(&bytes.to_string()), Ok(bytes));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,12}") {
            let _ = parse_size(&text);
        }
    }
}
