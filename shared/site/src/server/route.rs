//! What an address asks for. Nothing here waits or answers.

use super::album::Format;
use super::counts::Kind;
use crate::trouble::Trouble;
use std::time::Duration;

/// The longest delay that can be asked for.
const LONGEST_DELAY_MS: u64 = 600_000;
/// The longest name that a caller of `/trouble/KIND/KEY` may choose.
const LONGEST_KEY: usize = 100;

/// What an address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Index,
    Stats,
    Page(u32),
    Photo(u32, Format),
    Delay(Duration),
    /// With a key, it is over after a few tries with the same one.
    Trouble(Trouble, Option<String>),
    Nothing,
}

impl Route {
    pub fn of(path: &str) -> Route {
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        let route = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(""), None, None, None) => Some(Route::Index),
            (Some("stats"), None, None, None) => Some(Route::Stats),
            (Some("page"), Some(number), None, None) => number.parse().ok().map(Route::Page),
            (Some("photo"), Some(name), None, None) => photo(name),
            (Some("delay"), Some(ms), None, None) => {
                let ms = ms.parse().ok().filter(|ms| *ms <= LONGEST_DELAY_MS);
                ms.map(|ms| Route::Delay(Duration::from_millis(ms)))
            }
            (Some("trouble"), Some(name), key, None) if key.is_none_or(|key| key.len() <= LONGEST_KEY) => {
                Trouble::named(name).map(|trouble| Route::Trouble(trouble, key.map(str::to_owned)))
            }
            _ => None,
        };
        route.unwrap_or(Route::Nothing)
    }

    /// How it is counted; `None` where it is not.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Route::Index => Some(Kind::Index),
            Route::Stats => None,
            Route::Page(_) => Some(Kind::Page),
            Route::Photo(..) => Some(Kind::Photo),
            Route::Delay(_) => Some(Kind::Delay),
            Route::Trouble(..) => Some(Kind::Trouble),
            Route::Nothing => Some(Kind::Other),
        }
    }

    /// The number of the page or photo.
    pub fn number(&self) -> Option<u32> {
        match self {
            Route::Page(number) | Route::Photo(number, _) => Some(*number),
            _ => None,
        }
    }
}

fn photo(name: &str) -> Option<Route> {
    let (number, ending) = name.split_once('.')?;
    let format = match ending {
        "jpg" => Format::Jpeg,
        "png" => Format::Png,
        _ => return None,
    };
    Some(Route::Photo(number.parse().ok()?, format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_understood() {
        let routes = [
            ("/", Route::Index),
            ("/stats", Route::Stats),
            ("/page/0", Route::Page(0)),
            ("/photo/7.jpg", Route::Photo(7, Format::Jpeg)),
            ("/photo/7.png", Route::Photo(7, Format::Png)),
            ("/delay/250", Route::Delay(Duration::from_millis(250))),
            ("/trouble/429", Route::Trouble(Trouble::TooMany, None)),
            ("/trouble/cut/me", Route::Trouble(Trouble::Cut, Some("me".to_owned()))),
        ];
        for (path, route) in routes {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        let long = format!("/trouble/429/{}", "x".repeat(101));
        for path in [
            "/index.html",
            "//",
            "/page",
            "/page/",
            "/page/x",
            "/page/-1",
            "/page/99999999999",
            "/page/1/2",
            "/photo/1",
            "/photo/1.gif",
            "/photo/.jpg",
            "/delay/soon",
            "/delay/600001",
            "/trouble/418",
            "/trouble/429/a/b",
            "/stats/x",
            &long,
        ] {
            assert_eq!(Route::of(path), Route::Nothing, "{path}");
        }
    }
}
