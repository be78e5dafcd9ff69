//! What can go wrong with an answer.

use std::fmt;
use std::str::FromStr;

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 404: there is no such thing.
    NotFound,
    /// 429: too many requests; the answer says in how many seconds to try again.
    TooMany,
    /// 500: the server has failed.
    ServerError,
    /// The answer says how long it is, and ends after half of that.
    Cut,
    /// The connection is reset, and there is no answer.
    Reset,
    /// The answer comes a byte at a time, one each 100 ms.
    Trickle,
    /// There is never an answer.
    Hang,
}

impl Trouble {
    /// All kinds, and how they are called in addresses and flags.
    pub const NAMED: [(&str, Trouble); 7] = [
        ("404", Trouble::NotFound),
        ("429", Trouble::TooMany),
        ("500", Trouble::ServerError),
        ("cut", Trouble::Cut),
        ("reset", Trouble::Reset),
        ("trickle", Trouble::Trickle),
        ("hang", Trouble::Hang),
    ];

    /// How it is called.
    pub fn name(self) -> &'static str {
        Trouble::NAMED.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The kind that is called so.
    pub fn named(name: &str) -> Option<Trouble> {
        Trouble::NAMED.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// Trouble with one page and one photo: `/page/N`, `/photo/N.jpg` and `/photo/N.png`. It is written `404:7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planted {
    /// What is wrong with them.
    pub trouble: Trouble,
    /// Their number.
    pub number: u32,
}

impl FromStr for Planted {
    type Err = String;

    fn from_str(text: &str) -> Result<Planted, String> {
        let read = |text: &str| {
            let (name, number) = text.split_once(':')?;
            Some(Planted { trouble: Trouble::named(name)?, number: number.parse().ok()? })
        };
        read(text).ok_or_else(|| {
            let names = Trouble::NAMED.map(|(name, _)| name).join(", ");
            format!("is no trouble; write KIND:N, for example 404:7, where KIND is one of {names}")
        })
    }
}

impl fmt::Display for Planted {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}", self.trouble.name(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_read_as_it_is_shown() {
        for (name, trouble) in Trouble::NAMED {
            let planted = Planted { trouble, number: 12 };
            assert_eq!(planted.to_string(), format!("{name}:12"));
            assert_eq!(planted.to_string().parse(), Ok(planted));
        }
        for text in ["", "404", "404:", ":7", "404:x", "405:7", "404:-1", "cut:99999999999", "Cut:1"] {
            assert!(text.parse::<Planted>().unwrap_err().contains("KIND:N"), "{text} was accepted");
        }
    }
}
