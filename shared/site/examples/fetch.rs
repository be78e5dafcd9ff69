//! Starts a site, fetches one thing from it as a program would that knows nothing but sockets, and prints what comes.
//!
//! Run it with `cargo run -p site --example fetch -- /page/4`.

use site::{Site, SiteOptions};
use std::env;
use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> Result<(), String> {
    site::serve_if_asked(); // in the process that is the site, this does not return
    let path = env::args().nth(1).unwrap_or_else(|| "/".to_owned());
    let site = Site::start(&SiteOptions::default())?;
    println!("{}", site.address_of(&path));
    println!("{}", fetch(&site, &path).map_err(|error| error.to_string())?);
    Ok(())
}

fn fetch(site: &Site, path: &str) -> io::Result<String> {
    let host = site.host_and_port();
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
