//! Counts what a site sees, for `/stats`.

use crate::stats::{Requests, Stats};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Index,
    Page,
    Photo,
    Delay,
    Trouble,
    Other,
}

/// The counts. All tasks of the server share them.
#[derive(Clone, Default)]
pub struct Counts {
    stats: Arc<Mutex<Stats>>,
}

impl Counts {
    pub fn stats(&self) -> Stats {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Stats> {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner) // a number is whole, whoever panicked
    }

    /// Counts a request, which is under way until what is returned is dropped.
    pub fn request(&self, kind: Kind) -> UnderWay {
        let mut stats = self.lock();
        let Requests { index, page, photo, delay, trouble, other } = &mut stats.requests;
        let number = match kind {
            Kind::Index => index,
            Kind::Page => page,
            Kind::Photo => photo,
            Kind::Delay => delay,
            Kind::Trouble => trouble,
            Kind::Other => other,
        };
        *number += 1;
        stats.in_flight_now += 1;
        stats.in_flight_peak = stats.in_flight_peak.max(stats.in_flight_now);
        UnderWay { counts: self.clone() }
    }

    /// Counts a connection, which is open until what is returned is dropped.
    pub fn connection(&self) -> Open {
        let mut stats = self.lock();
        stats.connections_all += 1;
        stats.connections_now += 1;
        stats.connections_peak = stats.connections_peak.max(stats.connections_now);
        Open { counts: self.clone() }
    }
}

/// A request that has no whole answer yet.
pub struct UnderWay {
    counts: Counts,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.counts.lock().in_flight_now -= 1;
    }
}

/// An open connection.
pub struct Open {
    counts: Counts,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.counts.lock().connections_now -= 1;
    }
}
