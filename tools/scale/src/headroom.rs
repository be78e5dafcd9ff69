//! How far a model may go without hurting anything else that runs here. The demos refuse what does not fit at all; this also leaves
//! something over.

use crate::climb::{By, Climb, Stop};
use crate::machine;
use crate::request::Request;
use timing::report::sentences::show_size;
use timing::workload::show_count;

/// The part of all memory, and of all ids of threads, that is left alone.
const LEFT_ALONE: u64 = 10;

/// What there is to be had at this moment. `None` is what nobody can tell here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headroom {
    /// Memory that may be taken, in bytes, a reserve taken off.
    pub memory_bytes: Option<u64>,
    /// Threads that may be started, a reserve taken off, and the limit that this comes from.
    pub threads: Option<(u64, machine::Limit)>,
}

impl Headroom {
    /// What is free now, less a reserve.
    pub fn now() -> Headroom {
        let memory = machine::memory_available_bytes().zip(machine::memory_bytes());
        let threads = machine::threads().zip(machine::threads_most());
        Headroom {
            memory_bytes: memory.map(|(available, all)| available.saturating_sub(all / LEFT_ALONE)),
            threads: threads.map(|(used, limit)| (limit.value.saturating_sub(used + limit.value / LEFT_ALONE), limit)),
        }
    }

    /// The most tasks that a model may have, and what stops it there.
    pub fn most(&self, climb: &Climb, request: &Request) -> (u64, Stop) {
        let all = request.tasks;
        let done = Stop {
            by: By::Done,
            reason: format!("{} are the most that were asked for", show_count(all)),
            raise: Some("--tasks raises it".to_owned()),
        };
        let asked_for = {
            let within = climb.within_bytes(request.memory_bytes, u64::MAX, all);
            let reason =
                format!("more would take over {} of memory, the most that a run may", show_size(request.memory_bytes));
            (within, Stop { by: By::Memory, reason, raise: Some("--memory raises it".to_owned()) })
        };
        let free = self.memory_bytes.map(|bytes| {
            let within = climb.within_bytes(u64::MAX, bytes, all);
            let reason = format!(
                "more would take over {}: what is free here, less a tenth of all memory that is left alone",
                show_size(bytes)
            );
            (within, Stop { by: By::Memory, reason, raise: Some("free some memory".to_owned()) })
        });
        let ids = self.threads.as_ref().map(|(free, limit)| {
            let reason = format!(
                "{} is {}, for all programs together: more would leave less than a tenth of them",
                limit.name,
                show_count(limit.value)
            );
            (climb.model.within_ids(*free), Stop { by: By::Limit, reason, raise: Some(limit.raise.to_owned()) })
        });
        let caps = [Some((all, done)), Some(asked_for), free, ids];
        caps.into_iter().flatten().min_by_key(|(most, _)| *most).expect("there is always what was asked for")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::climb::tests::climbed;
    use std::time::Duration;

    const LIMIT: machine::Limit =
        machine::Limit { name: "kernel.pid_max", value: 32_768, raise: "sudo sysctl kernel.pid_max=N raises it" };

    fn request(memory_bytes: u64) -> Request {
        let second = Duration::from_secs(1);
        Request { models: vec![], tasks: 1_000_000, wait: second, budget: 60 * second, memory_bytes }
    }

    #[test]
    fn the_lowest_of_what_there_is_stops_a_model() {
        let roomy = Headroom { memory_bytes: Some(1 << 40), threads: Some((29_000, LIMIT)) };
        let most = |headroom: &Headroom, name: &str, memory| {
            let (most, stop) = headroom.most(&climbed(name, &[], 0), &request(memory));
            (most, stop.by)
        };
        assert_eq!(most(&roomy, "async_tokio", 1 << 40), (1_000_000, By::Done));
        assert_eq!(most(&roomy, "thread", 1 << 40), (29_000, By::Limit));
        assert_eq!(most(&roomy, "multiprocess", 1 << 40), (9_666, By::Limit));
        // 4 GB at 3 MB a process.
        assert_eq!(most(&roomy, "multiprocess", 4_000_000_000), (1_332, By::Memory));
        let full = Headroom { memory_bytes: Some(0), threads: Some((0, LIMIT)) };
        assert_eq!(most(&full, "async_tokio", 1 << 40), (0, By::Memory));
        assert_eq!(most(&Headroom::default(), "thread", 1 << 40), (1_000_000, By::Done), "where nothing is known");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_reserve_is_left_alone() {
        let now = Headroom::now();
        assert!(now.memory_bytes.unwrap() < machine::memory_available_bytes().unwrap());
        let (free, limit) = now.threads.unwrap();
        assert!(free < limit.value - limit.value / 10);
    }
}
