//! How long an answer takes to come.

use photos::chance::{chance, hash};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use timing::workload::parse_duration;

/// How long answers take to come: all equally long, or each its own time between two bounds. It is written `100ms` or `20ms..300ms`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    least: Duration,
    most: Duration,
}

impl Latency {
    /// Between `least` and `most`.
    ///
    /// # Errors
    /// Where the least is more than the most.
    pub fn between(least: Duration, most: Duration) -> Result<Latency, String> {
        if least > most {
            return Err("begins with the longer time; write for example 20ms..300ms".to_owned());
        }
        Ok(Latency { least, most })
    }

    /// How long the answer to `path` takes. It depends on nothing but the path and the seed, so that a second run has the same
    /// latencies as the first, in whatever order it asks.
    pub fn of(&self, path: &str, seed: u64) -> Duration {
        let number = path.bytes().fold(hash(seed), |number, byte| hash(number ^ u64::from(byte)));
        self.least + (self.most - self.least).mul_f64(f64::from(chance(number)))
    }
}

impl From<Duration> for Latency {
    fn from(latency: Duration) -> Latency {
        Latency { least: latency, most: latency }
    }
}

impl FromStr for Latency {
    type Err = String;

    fn from_str(text: &str) -> Result<Latency, String> {
        match text.split_once("..") {
            Some((least, most)) => Latency::between(parse_duration(least)?, parse_duration(most)?),
            None => Ok(Latency::from(parse_duration(text)?)),
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}ns..{}ns", self.least.as_nanos(), self.most.as_nanos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_or_two_are_read() {
        let ms = Duration::from_millis;
        assert_eq!("100ms".parse(), Ok(Latency::from(ms(100))));
        assert_eq!("20ms..300ms".parse(), Latency::between(ms(20), ms(300)));
        let latency: Latency = "20ms..1.5s".parse().unwrap();
        assert_eq!(latency.to_string().parse(), Ok(latency));
        for text in ["", "5", "..", "1s..", "300ms..20ms", "1s..2s..3s"] {
            assert!(text.parse::<Latency>().is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn it_depends_on_the_path_and_the_seed() {
        let latency: Latency = "20ms..300ms".parse().unwrap();
        let of = |seed| (0..200).map(|page| latency.of(&format!("/page/{page}"), seed)).collect::<Vec<_>>();
        let (once, again, other) = (of(1), of(1), of(2));
        assert_eq!(once, again);
        assert_ne!(once, other);
        let (least, most) = (once.iter().min().unwrap(), once.iter().max().unwrap());
        assert!((20..40).contains(&least.as_millis()) && (280..300).contains(&most.as_millis()), "{least:?}, {most:?}");
        assert_eq!(Latency::from(Duration::from_millis(7)).of("/", 3), Duration::from_millis(7));
    }
}
