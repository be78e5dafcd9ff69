//! How far a model may go without hurting anything else that runs here. The demos refuse what does not fit at all; this also leaves
//! something over.

use crate::climb::{By, Climb, Stop};
use crate::models::Model;
use crate::request::Request;
use timing::limits::{Ceiling, Memory, Plenty};
use timing::report::sentences::show_size;
use timing::workload::show_count;

/// One part in so many of all memory, and of all ids of threads, is left alone.
const LEFT_ALONE: u64 = 10;

/// What there is to be had for a model at this moment. `None` is what nobody can tell here.
#[derive(Clone, Debug, Default)]
pub struct Headroom {
    /// Memory that may be taken, in bytes, a reserve taken off.
    pub memory_bytes: Option<u64>,
    /// The limit that other programs are under, too, on what the model has one of for each task, a reserve taken off.
    pub shared: Option<Shared>,
}

/// A limit that several programs are under.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What it is called.
    pub name: String,
    /// What it is set to.
    pub value: u64,
    /// How many tasks there may be within it.
    pub most: u64,
    /// How to raise it.
    pub raise: String,
}

/// The lowest limit that other programs are under, too, with room for what this program may take of it.
pub fn shared(what: Plenty) -> Option<Ceiling> {
    Ceiling::shared(what, LEFT_ALONE)
}

impl Headroom {
    /// What is free now for so many tasks of a model, less a reserve.
    pub fn now(model: &Model, tasks: u64) -> Headroom {
        let limit = model.shape.plenty().and_then(shared);
        Headroom {
            memory_bytes: Memory::here()
                .map(|memory| memory.available_bytes.saturating_sub(memory.all_bytes / LEFT_ALONE)),
            shared: limit.map(|limit| Shared {
                raise: limit.raised_for(tasks),
                name: limit.name,
                value: limit.value,
                most: limit.room,
            }),
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
        let shared = self.shared.as_ref().map(|limit| {
            let reason = format!(
                "{} is {}, for this program and others together: more would leave less than a tenth of it",
                limit.name,
                show_count(limit.value)
            );
            (limit.most, Stop { by: By::Limit, reason, raise: Some(limit.raise.clone()) })
        });
        let caps = [Some((all, done)), Some(asked_for), free, shared];
        caps.into_iter().flatten().min_by_key(|(most, _)| *most).expect("there is always what was asked for")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::climb::tests::climbed;
    use std::time::Duration;

    fn headroom(memory_bytes: u64, most: u64) -> Headroom {
        let raise = "sudo sysctl kernel.pid_max=N raises it".to_owned();
        let shared = Some(Shared { name: "kernel.pid_max".to_owned(), value: 32_768, most, raise });
        Headroom { memory_bytes: Some(memory_bytes), shared }
    }

    fn request(memory_bytes: u64) -> Request {
        let second = Duration::from_secs(1);
        Request { models: vec![], tasks: 1_000_000, wait: second, budget: 60 * second, memory_bytes }
    }

    #[test]
    fn the_lowest_of_what_there_is_stops_a_model() {
        let most = |headroom: &Headroom, name: &str, memory| {
            let (most, stop) = headroom.most(&climbed(name, &[], 0), &request(memory));
            (most, stop.by)
        };
        let roomy = headroom(1 << 40, 29_000);
        assert_eq!(most(&roomy, "thread", 1 << 40), (29_000, By::Limit));
        // 4 GB at 3 MB a process.
        assert_eq!(most(&roomy, "multiprocess", 4_000_000_000), (1_332, By::Memory));
        let unlimited = Headroom { shared: None, ..roomy };
        assert_eq!(most(&unlimited, "async_tokio", 1 << 40), (1_000_000, By::Done));
        assert_eq!(most(&headroom(0, 29_000), "async_tokio", 1 << 40), (0, By::Memory));
        assert_eq!(most(&headroom(1 << 40, 0), "thread", 1 << 40), (0, By::Limit));
        assert_eq!(most(&Headroom::default(), "thread", 1 << 40), (1_000_000, By::Done), "where nothing is known");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_reserve_is_left_alone() {
        let now = |name| Headroom::now(&climbed(name, &[], 0).model, 1_000_000);
        assert!(now("async_tokio").memory_bytes.unwrap() < Memory::here().unwrap().available_bytes);
        assert!(now("async_tokio").shared.is_none(), "no thread for each");
        let (threads, processes) = (now("thread").shared.unwrap(), now("multiprocess").shared.unwrap());
        assert!(threads.most < threads.value - threads.value / LEFT_ALONE, "{threads:?}");
        assert!(processes.most <= threads.value / 3, "{processes:?}: each takes three threads");
        assert!(threads.raise.contains(&threads.name) || threads.name.ends_with("pids.max"), "{threads:?}");
    }
}
