//! The address of a server of the user's: `http://127.0.0.1:8000/page/{}`.

use http::Uri;
use std::net::IpAddr;

/// What stands for the number of a page or photo.
const NUMBER: &str = "{}";

/// An address that may hold `{}`, in whose place the number of what is asked for is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    /// Whom it names.
    pub host: String,
    /// Whether that is this machine.
    pub is_here: bool,
}

impl Address {
    /// Reads what a user gave.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn read(text: &str) -> Result<Address, String> {
        const WRITE: &str = "write it as http://127.0.0.1:8000/page/{}";
        let uri: Uri =
            text.replace(NUMBER, "0").parse().map_err(|error| format!("is no address ({error}); {WRITE}"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err("asks for TLS, which these demos leave out; give an http address".to_owned()),
            _ => return Err(format!("is no http address; {WRITE}")),
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| format!("names no host; {WRITE}"))?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("holds a name before an @, which these demos do not send; leave it out".to_owned());
        }
        // With another number it could be another machine: there is no 127.0.0.256.
        let whom = text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        if whom.contains(NUMBER) {
            return Err(format!("has {NUMBER} in its host or port, and one server is asked; {WRITE}"));
        }
        // The library takes a port that is no number, or too large, for none.
        let port = uri.authority().and_then(|authority| authority.as_str().strip_prefix(host)).unwrap_or_default();
        let is_port =
            |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if !port.is_empty() && !is_port(port) {
            return Err(format!("has a port that cannot be; {WRITE}"));
        }
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_here = number.map_or(host.eq_ignore_ascii_case("localhost"), |number| number.is_loopback());
        Ok(Address { text: text.to_owned(), host: host.to_owned(), is_here })
    }

    /// The address of number `number`.
    pub fn of(&self, number: u32) -> String {
        self.text.replace(NUMBER, &number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, host, is_here) in [
            ("http://127.0.0.1:8000/page/{}", "127.0.0.1", true),
            ("http://127.5.6.7", "127.5.6.7", true),
            ("http://localhost:1/?n={}", "localhost", true),
            ("http://[::1]:8000/", "[::1]", true),
            ("http://localhost.example.org/", "localhost.example.org", false),
            ("http://example.org:8000/", "example.org", false),
            ("http://10.0.0.1/", "10.0.0.1", false),
            ("http://[2001:db8::1]/", "[2001:db8::1]", false),
            ("HTTP://127.0.0.1/", "127.0.0.1", true),
            ("http://LocalHost/", "LocalHost", true),
        ] {
            let address = Address::read(text).expect(text);
            assert_eq!((address.host.as_str(), address.is_here), (host, is_here), "{text}");
        }
        assert_eq!(Address::read("http://localhost/{}/{}").unwrap().of(17), "http://localhost/17/17");
        assert_eq!(Address::read("http://localhost/").unwrap().of(17), "http://localhost/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, why) in [
            ("", "no address"),
            ("localhost:8000", "no http address"),
            ("/page/1", "no http address"),
            ("ftp://localhost/", "no http address"),
            ("https://localhost/", "TLS"),
            ("http://", "no address"),
            ("http://:80/", "no host"),
            ("http://localhost:port/", "port"),
            ("http://localhost:70000/", "port"),
            ("http://localhost:0/", "port"),
            ("http://a b/", "no address"),
            ("http://127.0.0.1\\@example.org/", "no address"),
            ("http://127.0.0.1@example.org/", "@"),
            ("http://me:secret@localhost/", "@"),
            ("http://127.0.0.{}/", "in its host"),
            ("http://localhost:80{}?n={}", "in its host or port"),
        ] {
            let refused = Address::read(text).expect_err(text);
            assert!(refused.contains(why), "{text}: {refused}");
            assert!(!refused.contains('\n'), "{text}: {refused}");
        }
    }
}
