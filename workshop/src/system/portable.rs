//! Where nothing else is known of the system: time stands in for what cannot be seen.

use super::Thread;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::thread::{current, sleep};
use std::time::Duration;

/// Long enough, on a machine that is not busy, for everything that can go on to have gone on.
const A_WHILE: Duration = Duration::from_millis(100);

/// A number that no other thread is likely to have.
pub fn thread_number() -> u32 {
    let mut hasher = DefaultHasher::new();
    current().id().hash(&mut hasher);
    hasher.finish() as u32
}

/// Not known here.
#[derive(Clone, PartialEq, Eq)]
pub struct Stillness;

/// After a while, whoever could go on has probably gone on.
pub fn stillness() -> Option<Stillness> {
    sleep(A_WHILE);
    Some(Stillness)
}

/// Not known here.
pub fn stillness_with_children() -> Option<Stillness> {
    None
}

/// Not known here.
pub fn threads() -> Vec<Thread> {
    Vec::new()
}

/// Not known here.
pub fn cpu_time() -> Duration {
    Duration::ZERO
}

/// Not known here.
pub fn children() -> Vec<u32> {
    Vec::new()
}

/// Not done here.
pub fn end_children() {}

/// Not done here.
pub fn adopt_orphans() {}
