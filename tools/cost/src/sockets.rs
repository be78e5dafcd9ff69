//! Two sockets that are connected: what is written into one can be read from the other. This is the one file that knows which
//! system it is on: where there are Unix sockets, it takes those, elsewhere TCP over the loopback.

use std::io;
use std::process::Stdio;

#[cfg(unix)]
mod kind {
    pub use async_std::os::unix::net::UnixStream as AsyncStd;
    pub use std::os::unix::net::UnixStream as Blocking;
    pub use tokio::net::UnixStream as Tokio;
}

#[cfg(not(unix))]
mod kind {
    pub use async_std::net::TcpStream as AsyncStd;
    pub use std::net::TcpStream as Blocking;
    pub use tokio::net::TcpStream as Tokio;
}

pub use kind::{AsyncStd, Blocking, Tokio};

/// A pair of blocking sockets.
///
/// # Errors
/// Where the system has no more.
#[cfg(unix)]
pub fn pair() -> io::Result<(Blocking, Blocking)> {
    let no_more =
        |error: io::Error| io::Error::new(error.kind(), format!("no more sockets can be had: {error} (see ulimit -n)"));
    Blocking::pair().map_err(no_more)
}

/// A pair of blocking sockets.
///
/// # Errors
/// Where the system has no more.
#[cfg(not(unix))]
pub fn pair() -> io::Result<(Blocking, Blocking)> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let one = Blocking::connect(listener.local_addr()?)?;
    let (other, _) = listener.accept()?;
    one.set_nodelay(true)?;
    other.set_nodelay(true)?;
    Ok((one, other))
}

/// The same for a runtime, which must not be blocked by them.
///
/// # Errors
/// Where the system has no more.
pub fn nonblocking_pair() -> io::Result<(Blocking, Blocking)> {
    let (one, other) = pair()?;
    one.set_nonblocking(true)?;
    other.set_nonblocking(true)?;
    Ok((one, other))
}

/// A socket as the standard input or output of another process.
///
/// # Errors
/// Where the system cannot do that.
#[cfg(unix)]
pub fn as_stdio(socket: Blocking) -> io::Result<Stdio> {
    Ok(Stdio::from(std::os::fd::OwnedFd::from(socket)))
}

/// A socket as the standard input or output of another process.
///
/// # Errors
/// Where the system cannot do that.
#[cfg(not(unix))]
pub fn as_stdio(_: Blocking) -> io::Result<Stdio> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "here a socket cannot be the standard input of a process"))
}
