//! A client that shows everything that comes, also where that is less than it should be.

use crate::DEADLINE;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

/// An answer, as far as it came.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
    /// How long it said that it was.
    pub promised: usize,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A connection.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    #[track_caller]
    pub fn connect(host: &str) -> Client {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Client { stream: BufReader::with_capacity(1_024, stream) }
    }

    #[track_caller]
    pub fn send(&mut self, method: &str, path: &str) {
        write!(self.stream.get_mut(), "{method} {path} HTTP/1.1\r\nhost: site\r\n\r\n").unwrap();
    }

    /// Reads an answer to its end, or to that of the connection.
    pub fn answer(&mut self, has_body: bool) -> io::Result<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.byte()?.ok_or(ErrorKind::UnexpectedEof)?);
        }
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, body: Vec::new(), promised: 0 };
        answer.promised = answer.header("content-length").unwrap().parse().unwrap();
        if has_body {
            (&mut self.stream).take(answer.promised as u64).read_to_end(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// One byte more; `None` at the end.
    pub fn byte(&mut self) -> io::Result<Option<u8>> {
        (&mut self.stream).bytes().next().transpose() // this goes on after a signal, as `read` does not
    }
}

/// Fetches `path` over a connection of its own.
pub fn fetch(host: &str, path: &str) -> io::Result<Answer> {
    let mut client = Client::connect(host);
    client.send("GET", path);
    client.answer(true)
}

/// The same where nothing may go wrong with the connection.
#[track_caller]
pub fn get(host: &str, path: &str) -> Answer {
    let answer = fetch(host, path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(answer.body.len(), answer.promised, "{path}");
    answer
}
