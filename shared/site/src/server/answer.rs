//! Answers, whole and otherwise, and the connections that they go out on.

use super::counts::{Open, UnderWay};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a trickle takes for a byte.
const TRICKLE: Duration = Duration::from_millis(100);

/// How an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Whole,
    /// Half of it, and then the connection ends.
    Cut,
    /// A byte now and then.
    Trickle,
}

/// The body of an answer.
pub struct Answer {
    all: u64,
    rest: Bytes,
    manner: Manner,
    pause: Option<Pin<Box<Sleep>>>,
    /// The half of a cut answer was handed over, but is perhaps not sent.
    unsent: bool,
    _under_way: Option<UnderWay>,
}

impl Answer {
    pub fn new(body: Bytes, manner: Manner, under_way: Option<UnderWay>) -> Answer {
        let all = body.len() as u64;
        let (rest, unsent) = match manner {
            Manner::Cut => (body.slice(..body.len() / 2), true),
            Manner::Whole | Manner::Trickle => (body, false),
        };
        Answer { all, rest, manner, pause: None, unsent, _under_way: under_way }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let answer = self.get_mut();
        if answer.manner == Manner::Trickle {
            let pause = answer.pause.get_or_insert_with(|| Box::pin(sleep(TRICKLE)));
            ready!(pause.as_mut().poll(context));
            answer.pause = None;
        }
        if !answer.rest.is_empty() {
            let next = match answer.manner {
                Manner::Trickle => answer.rest.split_to(1),
                Manner::Whole | Manner::Cut => std::mem::take(&mut answer.rest),
            };
            return Poll::Ready(Some(Ok(Frame::data(next))));
        }
        if std::mem::take(&mut answer.unsent) {
            // hyper sends what it has before it asks again. After an error it would not.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        match answer.manner {
            Manner::Cut => Poll::Ready(Some(Err(io::Error::other("cut, as was asked for")))),
            Manner::Whole | Manner::Trickle => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.manner != Manner::Cut
    }

    /// This is what the answer says of its length.
    fn size_hint(&self) -> SizeHint {
        let left = if self.manner == Manner::Cut { self.all } else { self.rest.len() as u64 };
        SizeHint::with_exact(left)
    }
}

/// A connection that can be reset, where it would otherwise be closed.
pub struct Connection {
    stream: TcpStream,
    is_reset: Arc<AtomicBool>,
    _open: Open,
}

impl Connection {
    /// The connection over `stream`. It is reset if `is_reset` is true when it ends.
    pub fn new(stream: TcpStream, is_reset: Arc<AtomicBool>, open: Open) -> Connection {
        Connection { stream, is_reset, _open: open }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(&mut self.get_mut().stream)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.is_reset.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger(); // what is closed without lingering is reset
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        self.stream().poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[io::IoSlice],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        if self.is_reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(())); // a farewell would come before the reset
        }
        self.stream().poll_shutdown(context)
    }
}
