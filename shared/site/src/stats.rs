//! What a site has seen.

use serde_json::{Value, json};

/// What a site has seen since it was started, as `/stats` tells it. Requests for `/stats` itself are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many requests there were.
    pub requests: Requests,
    /// How many of them are without a whole answer now.
    pub in_flight_now: u64,
    /// The most that were so at once.
    pub in_flight_peak: u64,
    /// How many connections are open now; the one over which this is asked is one of them.
    pub connections_now: u64,
    /// The most that were open at once.
    pub connections_peak: u64,
    /// How many there were in all.
    pub connections_all: u64,
}

/// How many requests there were, by what they asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// `/`
    pub index: u64,
    /// `/page/N`
    pub page: u64,
    /// `/photo/N.jpg` and `/photo/N.png`
    pub photo: u64,
    /// `/delay/MS`
    pub delay: u64,
    /// `/trouble/…`
    pub trouble: u64,
    /// Anything else, which is not there.
    pub other: u64,
}

impl Requests {
    /// All of them.
    pub fn all(&self) -> u64 {
        let Requests { index, page, photo, delay, trouble, other } = self;
        index + page + photo + delay + trouble + other
    }
}

impl Stats {
    pub(crate) fn to_json(self) -> String {
        let Requests { index, page, photo, delay, trouble, other } = self.requests;
        let json = json!({
            "requests": {
                "all": self.requests.all(), "index": index, "page": page, "photo": photo, "delay": delay, "trouble": trouble,
                "other": other
            },
            "in_flight": { "now": self.in_flight_now, "peak": self.in_flight_peak },
            "connections": { "now": self.connections_now, "peak": self.connections_peak, "all": self.connections_all }
        });
        format!("{json}\n")
    }

    /// Reads what `/stats` answers; `None` where that is something else.
    pub fn from_json(text: &str) -> Option<Stats> {
        let json: Value = serde_json::from_str(text).ok()?;
        let number = |group: &str, name: &str| json[group][name].as_u64();
        let requests = |name| number("requests", name);
        Some(Stats {
            requests: Requests {
                index: requests("index")?,
                page: requests("page")?,
                photo: requests("photo")?,
                delay: requests("delay")?,
                trouble: requests("trouble")?,
                other: requests("other")?,
            },
            in_flight_now: number("in_flight", "now")?,
            in_flight_peak: number("in_flight", "peak")?,
            connections_now: number("connections", "now")?,
            connections_peak: number("connections", "peak")?,
            connections_all: number("connections", "all")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stats_are_read_as_they_are_written() {
        let requests = Requests { index: 1, page: 2, photo: 3, delay: 4, trouble: 5, other: 6 };
        let stats = Stats {
            requests,
            in_flight_now: 7,
            in_flight_peak: 8,
            connections_now: 9,
            connections_peak: 10,
            connections_all: 11,
        };
        assert_eq!(Stats::from_json(&stats.to_json()), Some(stats));
        assert!(stats.to_json().contains(r#""all":21"#));
        assert_eq!(Stats::from_json("{}"), None);
        assert_eq!(Stats::from_json("<html>"), None);
    }
}
