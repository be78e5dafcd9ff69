//! What a site is to be like, and the flags that say so.

use crate::latency::Latency;
use crate::trouble::Planted;
use lexopt::ValueExt;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// The most photos that are painted ahead: they are kept in memory, 230 kB each.
const MOST_PHOTOS: u32 = 1_000;
const MOST_PAGES: u32 = 1_000_000;
/// What `python3 -m http.server` takes.
const PORT: u16 = 8000;

/// What a site is to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteOptions {
    /// How long after its request an answer begins. At first: at once.
    pub latency: Latency,
    /// Where a latency has bounds, this decides what each path gets. At first: 0.
    pub seed: u64,
    /// How many pages there are. At first: 200.
    pub pages: u32,
    /// So many photos are painted before the site is ready, from photo 0 on, as JPEG; at most 1,000. Others are painted when they
    /// are first asked for, which takes a core some 20 ms. At first: 0.
    pub photos: u32,
    /// What is wrong with some of the pages and photos. At first: nothing.
    pub troubles: Vec<Planted>,
}

impl Default for SiteOptions {
    fn default() -> SiteOptions {
        SiteOptions { latency: Latency::default(), seed: 0, pages: 200, photos: 0, troubles: Vec::new() }
    }
}

impl SiteOptions {
    /// The flags that say all this to a server.
    pub(crate) fn to_flags(&self) -> Vec<String> {
        let mut flags = vec![
            format!("--latency={}", self.latency),
            format!("--seed={}", self.seed),
            format!("--pages={}", self.pages),
            format!("--photos={}", self.photos),
        ];
        flags.extend(self.troubles.iter().map(|planted| format!("--trouble={planted}")));
        flags
    }
}

/// What a server is told on its command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerOptions {
    pub site: SiteOptions,
    pub address: IpAddr,
    /// 0 for any that is free.
    pub port: u16,
    /// Whether it ignores Ctrl-C, and ends when its standard input is closed.
    pub with_parent: bool,
}

pub(crate) const HELP: &str = "\
site serves a small web site to this machine: pages that link to each other, photos, answers that come late, and trouble.
Read about it in docs/src/site.md.

  --port N             the port (8000); 0 for any that is free
  --latency DUR        every answer comes so late: 100ms, or 20ms..300ms for each path its own time (0)
  --seed N             decides which path gets which latency (0)
  --pages N            how many pages there are (200)
  --photos N           paints photos 0 to N-1 before it begins to serve (0)
  --trouble KIND:N     page N and photo N misbehave: 404, 429, 500, cut, reset, trickle or hang; can be given several times
  --bind IP            the address to serve at (127.0.0.1)
  --yes-to-everyone    allows an address that other machines can reach
  --with-parent        ends when its standard input is closed, and ignores Ctrl-C
  --help               prints this

Examples:
  site                                  look at it with a browser: the address is the first line that it prints
  site --port 9000 --latency 100ms      every answer takes 100 ms
  site --trouble 404:3 --trouble cut:5  page 3 and photo 3 are missing, page 5 and photo 5 end in the middle
";

impl ServerOptions {
    /// Reads the flags; `None` where they ask for help.
    ///
    /// # Errors
    /// What is wrong with them, in a line.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<ServerOptions>, String> {
        let mut options = ServerOptions {
            site: SiteOptions::default(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: PORT,
            with_parent: false,
        };
        let mut everyone = false;
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            let flag = match argument {
                lexopt::Arg::Long(name) => name.to_owned(),
                lexopt::Arg::Short('h') => "help".to_owned(),
                lexopt::Arg::Short(letter) => return Err(format!("there is no flag -{letter}; --help lists them")),
                lexopt::Arg::Value(word) => {
                    return Err(format!("'{}' is no flag; --help lists them", word.to_string_lossy()));
                }
            };
            let site = &mut options.site;
            match flag.as_str() {
                "help" => return Ok(None),
                "port" => options.port = number(&mut parser, &flag, 0, u16::MAX)?,
                "latency" => site.latency = value(&mut parser, &flag)?,
                "seed" => site.seed = number(&mut parser, &flag, 0, u64::MAX)?,
                "pages" => site.pages = number(&mut parser, &flag, 1, MOST_PAGES)?,
                "photos" => site.photos = number(&mut parser, &flag, 0, MOST_PHOTOS)?,
                "trouble" => site.troubles.push(value(&mut parser, &flag)?),
                "bind" => options.address = address(&mut parser)?,
                "yes-to-everyone" => everyone = true,
                "with-parent" => options.with_parent = true,
                _ => return Err(format!("there is no flag --{flag}; --help lists them")),
            }
            if let Some(value) = parser.optional_value() {
                return Err(format!("--{flag}={}: it takes no value", value.to_string_lossy()));
            }
        }
        if !options.address.is_loopback() && !everyone {
            return Err(format!(
                "--bind {}: other machines could reach it, and it is not made for that; give 127.0.0.1 or ::1, or \
                 --yes-to-everyone as well",
                options.address
            ));
        }
        Ok(Some(options))
    }
}

fn text(parser: &mut lexopt::Parser, flag: &str) -> Result<String, String> {
    let value = parser.value().map_err(|_| format!("--{flag} needs a value; --help shows what"))?;
    value.string().map_err(|_| format!("--{flag}: its value is not UTF-8"))
}

fn value<T: FromStr<Err = String>>(parser: &mut lexopt::Parser, flag: &str) -> Result<T, String> {
    let text = text(parser, flag)?;
    text.parse().map_err(|what| format!("--{flag} {text}: {what}"))
}

fn number<T>(parser: &mut lexopt::Parser, flag: &str, least: T, most: T) -> Result<T, String>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    let text = text(parser, flag)?;
    let read = text.parse().ok().filter(|number| (&least..=&most).contains(&number));
    read.ok_or_else(|| format!("--{flag} {text}: give a whole number from {least} to {most}"))
}

fn address(parser: &mut lexopt::Parser) -> Result<IpAddr, String> {
    let text = text(parser, "bind")?;
    text.parse().map_err(|_| format!("--bind {text}: is no address; give 127.0.0.1 or ::1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<ServerOptions>, String> {
        ServerOptions::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_a_demo_asks_for_arrives() {
        let site = SiteOptions {
            latency: "20ms..300ms".parse().unwrap(),
            seed: 7,
            pages: 50,
            photos: 60,
            troubles: vec!["404:3".parse().unwrap(), "hang:5".parse().unwrap()],
        };
        let read = ServerOptions::parse(site.to_flags().into_iter().map(OsString::from));
        assert_eq!(read.unwrap().unwrap().site, site);
        assert_eq!(parse("").unwrap().unwrap().site, SiteOptions::default());
        assert_eq!(parse("--help"), Ok(None));
    }

    #[test]
    fn every_flag_is_in_the_help() {
        let site = SiteOptions { troubles: vec!["404:3".parse().unwrap()], ..SiteOptions::default() };
        for flag in site.to_flags() {
            assert!(HELP.contains(&format!("  {} ", flag.split_once('=').unwrap().0)), "{flag}");
        }
    }

    #[test]
    fn only_this_machine_is_served() {
        for line in ["--bind 0.0.0.0", "--bind 192.168.1.7", "--bind ::"] {
            assert!(parse(line).unwrap_err().contains("--yes-to-everyone"), "{line} was accepted");
            assert!(parse(&format!("{line} --yes-to-everyone")).is_ok());
        }
        assert!(parse("--bind 127.0.0.2").is_ok() && parse("--bind ::1").is_ok());
    }
}
