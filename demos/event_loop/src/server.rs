//! A server for `--sockets`, on a thread of its own: it answers each connection with a
//! byte, `--wait` after it was made. It stands for whatever a program waits for.

use mio::net::TcpStream;
use std::io::{self, Write};
use std::net::{self, Ipv4Addr, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The server, seen from the tasks. Dropped, it waits until all answers are given.
pub struct Server {
    listener: TcpListener,
    wait: Duration,
    hang_up: Option<usize>,
    accepted: Option<Sender<Accepted>>,
    thread: Option<JoinHandle<()>>,
}

/// The server's end of a connection, and when it is to be answered.
struct Accepted {
    stream: net::TcpStream,
    due: Instant,
    hang_up: bool,
}

impl Server {
    /// Starts its thread. Instead of answering task `hang_up`, it closes the connection.
    pub fn start(wait: Duration, hang_up: Option<usize>) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (accepted, connections) = channel::<Accepted>();
        // All wait for the same time, so whoever came first is due first.
        let answer_all = move || {
            for mut connection in connections {
                thread::sleep(connection.due.saturating_duration_since(Instant::now()));
                if !connection.hang_up {
                    let _ = connection.stream.write_all(b"!"); // error: the task is gone
                }
            }
        };
        let thread =
            thread::Builder::new().name("server".to_owned()).spawn(answer_all)?;
        Ok(Server {
            listener,
            wait,
            hang_up,
            accepted: Some(accepted),
            thread: Some(thread),
        })
    }

    /// A connection for task `id`, with the wait for its answer begun. Both ends are in
    /// this process, so there is nobody to wait for here.
    pub fn connect(&self, id: usize) -> io::Result<TcpStream> {
        // Where open files run out, it has to be before the connection is made: one that
        // is never accepted stays with the listener, which holds no more than some.
        let room = self.listener.try_clone()?;
        let client = net::TcpStream::connect(self.listener.local_addr()?)?;
        client.set_nonblocking(true)?;
        drop(room);
        let stream = loop {
            let (stream, peer) = self.listener.accept()?;
            if peer == client.local_addr()? {
                break stream; // any other was left behind, or is a stranger's
            }
        };
        let (due, hang_up) = (Instant::now() + self.wait, self.hang_up == Some(id));
        if let Some(accepted) = &self.accepted {
            let _ = accepted.send(Accepted { stream, due, hang_up });
        }
        Ok(TcpStream::from_std(client))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepted = None; // nobody comes any more: that ends its loop
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
