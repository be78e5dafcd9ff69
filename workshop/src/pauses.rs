//! Pauses between tries, which take no time.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The pauses that somebody made. They are noted, and take no time: so a test of a minute's patience is over at once.
#[derive(Debug, Default)]
pub struct Pauses {
    made: Mutex<Vec<Pause>>,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    length: Duration,
    blocks: bool,
}

impl Pauses {
    /// No pause so far.
    pub fn new() -> Pauses {
        Pauses::default()
    }

    /// Pauses, and keeps the thread meanwhile, as `std::thread::sleep` does.
    pub fn wait(&self, length: Duration) {
        self.note(Pause { length, blocks: true });
    }

    /// Pauses, and leaves the thread to others meanwhile, as `tokio::time::sleep(..).await` does. As every future, it does nothing
    /// before it is polled.
    pub async fn wait_async(&self, length: Duration) {
        self.note(Pause { length, blocks: false });
        futures_lite::future::yield_now().await;
    }

    /// How long each took, in order.
    pub fn lengths(&self) -> Vec<Duration> {
        self.made().into_iter().map(|pause| pause.length).collect()
    }

    /// How many of them kept their thread.
    pub fn blocking(&self) -> usize {
        self.made().iter().filter(|pause| pause.blocks).count()
    }

    fn note(&self, pause: Pause) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(pause);
    }

    fn made(&self) -> Vec<Pause> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// `100 ms and 200 ms`, `no pause`.
impl fmt::Display for Pauses {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let lengths: Vec<String> =
            self.lengths().iter().map(|length| format!("{} ms", length.as_micros() as f64 / 1000.0)).collect();
        match lengths.as_slice() {
            [] => f.write_str("no pause"),
            [first @ .., last] if !first.is_empty() => write!(f, "pauses of {} and {last}", first.join(", ")),
            one => write!(f, "a pause of {}", one.concat()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_noted_and_take_no_time() {
        let pauses = Pauses::new();
        assert_eq!(pauses.to_string(), "no pause");
        pauses.wait(Duration::from_secs(3600));
        assert_eq!(pauses.to_string(), "a pause of 3600000 ms");
        let pause = pauses.wait_async(Duration::from_micros(1500));
        assert_eq!(pauses.lengths().len(), 1);
        futures_lite::future::block_on(pause);
        assert_eq!(pauses.to_string(), "pauses of 3600000 ms and 1.5 ms");
        assert_eq!(pauses.blocking(), 1);
    }
}
