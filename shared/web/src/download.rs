//! One thing that is fetched: where from, what has come of it, and what to say where that is not all.

use crate::failure::{Failure, What};
use http::header::{CONTENT_LENGTH, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use std::time::Duration;
use timing::workload::{show_count, show_duration};

/// A page or a photo that is to be fetched.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its address.
    pub url: String,
    /// What has come of it so far.
    pub bytes: Vec<u8>,
    pub(crate) name: String,
    pub(crate) timeout: Duration,
    /// Whether there is an answer, and how long that says it is.
    pub(crate) answer: Option<Option<u64>>,
}

impl Download {
    /// Says that an answer begins. What came of an answer before it is dropped.
    ///
    /// # Errors
    /// Where it is not what was asked for: an error of the server's, or the word that it is elsewhere.
    pub fn answered(&mut self, status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
        self.bytes.clear();
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        self.answer = Some(number(CONTENT_LENGTH));
        if status.is_success() {
            return Ok(());
        }
        Err(Failure::of(What::Status(status), number(RETRY_AFTER).map(Duration::from_secs)))
    }

    /// Says that it is asked for again. What came of the try before is dropped, and not told as if it had come of this one.
    pub fn try_again(&mut self) {
        self.bytes.clear();
        self.answer = None;
    }

    /// What became of it, in a line for the report: `page 17: the answer ended after 511 of 1,022 bytes`.
    pub fn describe(&self, failure: &Failure) -> String {
        let came = match self.answer.flatten() {
            Some(length) => format!("{} of {} bytes", show_count(self.bytes.len() as u64), show_count(length)),
            None => format!("{} bytes", show_count(self.bytes.len() as u64)),
        };
        let within = show_duration(self.timeout.as_nanos() as u64);
        let name = &self.name;
        match (&failure.what, self.answer) {
            (What::Status(status), _) if status.is_redirection() => {
                format!("{name}: the server answered {status}: it is elsewhere, and this demo does not go there")
            }
            (What::Status(status), _) => format!("{name}: the server answered {status}"),
            (What::TimedOut, None) => format!("{name}: no answer within {within}"),
            (What::TimedOut, Some(_)) => format!("{name}: only {came} came within {within}"),
            (What::Ended, Some(_)) => format!("{name}: the answer ended after {came}"),
            (What::Ended, None) => format!("{name}: the connection was closed before an answer came"),
            (What::Other(why), Some(_)) => format!("{name}: the answer broke off after {came}: {why}"),
            (What::Other(why), None) => format!("{name}: no answer: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn download() -> Download {
        Download {
            url: "http://127.0.0.1:1/page/17".to_owned(),
            bytes: Vec::new(),
            name: "page 17".to_owned(),
            timeout: Duration::from_secs(10),
            answer: None,
        }
    }

    fn headers(of: &[(http::HeaderName, &'static str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_failure_is_told_with_what_came_until_then() {
        let other = || What::Other("connection reset".to_owned());
        let told = |page: &Download, what| page.describe(&Failure::of(what, None));
        let mut page = download();
        assert_eq!(told(&page, What::TimedOut), "page 17: no answer within 10.0 s");
        assert_eq!(told(&page, What::Ended), "page 17: the connection was closed before an answer came");
        assert_eq!(told(&page, other()), "page 17: no answer: connection reset");
        page.answered(StatusCode::OK, &headers(&[(CONTENT_LENGTH, "3112")])).unwrap();
        page.bytes.resize(1_288, b'x');
        assert_eq!(told(&page, What::Ended), "page 17: the answer ended after 1,288 of 3,112 bytes");
        assert_eq!(told(&page, What::TimedOut), "page 17: only 1,288 of 3,112 bytes came within 10.0 s");
        assert_eq!(told(&page, other()), "page 17: the answer broke off after 1,288 of 3,112 bytes: connection reset");
        page.answered(StatusCode::OK, &headers(&[])).unwrap();
        assert_eq!(
            told(&page, What::Ended),
            "page 17: the answer ended after 0 bytes",
            "a new answer is a new beginning"
        );
    }

    #[test]
    fn what_came_of_an_earlier_try_is_not_told_of_the_next() {
        let mut page = download();
        page.answered(StatusCode::OK, &headers(&[(CONTENT_LENGTH, "3112")])).unwrap();
        page.bytes.resize(1_288, b'x');
        page.try_again();
        let refused = Failure::of(What::Other("connection refused".to_owned()), None);
        assert_eq!(page.describe(&refused), "page 17: no answer: connection refused");
        assert!(page.bytes.is_empty());
    }

    #[test]
    fn only_what_was_asked_for_will_do() {
        for (code, told) in [
            (404, "page 17: the server answered 404 Not Found"),
            (
                301,
                "page 17: the server answered 301 Moved Permanently: it is elsewhere, and this demo does not go there",
            ),
        ] {
            let mut page = download();
            let failure = page.answered(StatusCode::from_u16(code).unwrap(), &headers(&[])).unwrap_err();
            assert_eq!(page.describe(&failure), told);
            assert!(!failure.may_pass() && failure.retry_after().is_none());
        }
    }

    #[test]
    fn a_server_may_say_when_to_come_again() {
        let retry_after = |value| {
            let failure = download().answered(StatusCode::TOO_MANY_REQUESTS, &headers(&[(RETRY_AFTER, value)]));
            failure.unwrap_err().retry_after()
        };
        assert_eq!(retry_after("2"), Some(Duration::from_secs(2)));
        for no_number in ["soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(retry_after(no_number), None, "{no_number}");
        }
    }
}
