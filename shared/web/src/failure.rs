//! Why something could not be fetched, whichever client says so.

use http::StatusCode;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

/// Why something could not be fetched. The errors of both clients become one with `?`, and [`Download::describe`](crate::Download::describe)
/// puts it into words.
#[derive(Clone, Debug)]
pub struct Failure {
    pub(crate) what: What,
    retry_after: Option<Duration>,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The server answered, and not with what was asked for.
    Status(StatusCode),
    /// It took too long.
    TimedOut,
    /// The connection was closed before all had come.
    Ended,
    /// In the words of the system or the client.
    Other(String),
}

/// Nobody waits longer than this for a server that wants to be asked again later.
const PATIENCE: Duration = Duration::from_secs(60);

impl Failure {
    pub(crate) fn of(what: What, retry_after: Option<Duration>) -> Failure {
        Failure { what, retry_after }
    }

    /// Whether it may be otherwise in a while: the server was busy or had failed, the connection was bad, or it took too long.
    /// Not where the server names a time that is longer than anyone would wait.
    pub fn may_pass(&self) -> bool {
        if self.retry_after.is_some_and(|time| time > PATIENCE) {
            return false;
        }
        match self.what {
            What::Status(status) => status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error(),
            What::TimedOut | What::Ended | What::Other(_) => true,
        }
    }

    /// How long the server wants us to wait before we ask again, where it said so in seconds (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// What the errors below an error come to: the first that the system itself has told, or the last one's words.
    fn at_the_bottom(error: &(dyn Error + 'static)) -> What {
        let mut at = error;
        loop {
            match at.downcast_ref::<io::Error>().map(io::Error::kind) {
                Some(ErrorKind::TimedOut) => return What::TimedOut,
                Some(ErrorKind::UnexpectedEof) => return What::Ended,
                // Not `Display`, which adds the system's number of the error.
                Some(kind) if kind != ErrorKind::Other => return What::Other(kind.to_string()),
                _ => {}
            }
            match at.source() {
                Some(source) => at = source,
                None => return What::Other(at.to_string()),
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        #[cfg(feature = "ureq")]
        if error.get_ref().is_some_and(|inner| inner.is::<ureq::Error>()) {
            let inner = error.into_inner().and_then(|inner| inner.downcast::<ureq::Error>().ok());
            return inner.map_or(Failure::of(What::Ended, None), |inner| Failure::from(*inner));
        }
        Failure::of(Failure::at_the_bottom(&error), None)
    }
}

#[cfg(feature = "ureq")]
impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Failure {
        let what = match error {
            ureq::Error::Timeout(_) => What::TimedOut,
            ureq::Error::Io(error) => Failure::at_the_bottom(&error),
            other => Failure::at_the_bottom(&other),
        };
        Failure::of(what, None)
    }
}

#[cfg(feature = "reqwest")]
impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Failure {
        let what = if error.is_timeout() { What::TimedOut } else { Failure::at_the_bottom(&error) };
        Failure::of(what, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_has_told_is_found() {
        let reset = io::Error::other(io::Error::from(ErrorKind::ConnectionReset));
        for (error, shown) in [
            (reset, "Other(\"connection reset\")"),
            (ErrorKind::ConnectionRefused.into(), "Other(\"connection refused\")"),
            (ErrorKind::UnexpectedEof.into(), "Ended"),
            (ErrorKind::TimedOut.into(), "TimedOut"),
            (io::Error::other("no luck"), "Other(\"no luck\")"),
        ] {
            assert_eq!(format!("{:?}", Failure::from(error).what), shown);
        }
    }

    #[test]
    fn some_failures_may_pass() {
        let busy =
            |seconds| Failure::of(What::Status(StatusCode::TOO_MANY_REQUESTS), Some(Duration::from_secs(seconds)));
        assert!(busy(60).may_pass() && !busy(61).may_pass() && !busy(u64::MAX).may_pass());
        let may_pass = |what| Failure::of(what, None).may_pass();
        assert!(may_pass(What::TimedOut) && may_pass(What::Ended) && may_pass(What::Other(String::new())));
        for (code, passes) in [(429, true), (500, true), (503, true), (400, false), (404, false), (301, false)] {
            assert_eq!(may_pass(What::Status(StatusCode::from_u16(code).unwrap())), passes, "{code}");
        }
    }
}
