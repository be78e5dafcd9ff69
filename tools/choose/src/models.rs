//! The models that can be advised, from the simplest on, and what is known of each without measuring.

use timing::limits::Needs;
use timing::workload::Workload;

/// A concurrency model, named as its demo. They stand from the simplest to the least simple, and are ordered so.
///
/// Simple means: little to learn, to decide and to get wrong. That puts one thing at a time before threads, threads before async
/// (which needs libraries of its own), and async before processes (where everything has to be sent).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// One task after the other.
    Sequential,
    /// A parallel iterator. First among those with threads: the loop stays a loop, and the library decides on the threads.
    Rayon,
    /// A thread for each task. There is nothing to size, but as many threads as tasks.
    Thread,
    /// A few threads and a queue: also a lock, and a number of workers that somebody has to decide on.
    ThreadPool,
    /// Tokio on one thread. First among those with async: no two tasks run at once, and most async libraries are made for tokio.
    AsyncTokio,
    /// Smol on one thread: the same with fewer libraries.
    AsyncSmol,
    /// Tokio on several threads: tasks move from thread to thread, so what they hold has to be `Send`, and what they share locked.
    AsyncTokioMulti,
    /// Worker processes.
    Multiprocess,
}

/// What a model is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One thing at a time.
    OneByOne,
    /// Threads of the operating system.
    Threads,
    /// Tasks of an async runtime.
    Async,
    /// Processes.
    Processes,
}

impl Model {
    // ANCHOR: order
    /// All of them, the simplest first.
    pub const ALL: [Model; 8] = [
        Model::Sequential,
        Model::Rayon,
        Model::Thread,
        Model::ThreadPool,
        Model::AsyncTokio,
        Model::AsyncSmol,
        Model::AsyncTokioMulti,
        Model::Multiprocess,
    ];
    // ANCHOR_END: order

    /// Its name: its demo's, without `demo_`.
    pub fn name(self) -> &'static str {
        match self {
            Model::Sequential => "sequential",
            Model::Rayon => "rayon",
            Model::Thread => "thread",
            Model::ThreadPool => "thread_pool",
            Model::AsyncTokio => "async_tokio",
            Model::AsyncSmol => "async_smol",
            Model::AsyncTokioMulti => "async_tokio_multi",
            Model::Multiprocess => "multiprocess",
        }
    }

    /// What it is, in a few words that fit after its name.
    pub fn what(self) -> &'static str {
        match self {
            Model::Sequential => "one task after the other",
            Model::Rayon => "a parallel iterator",
            Model::Thread => "a thread for each task",
            Model::ThreadPool => "a few threads that take the tasks from a queue",
            Model::AsyncTokio => "async tasks on one thread, on tokio",
            Model::AsyncSmol => "async tasks on one thread, on smol",
            Model::AsyncTokioMulti => "async tasks on several threads, on tokio",
            Model::Multiprocess => "worker processes",
        }
    }

    /// What it is made of.
    pub fn kind(self) -> Kind {
        match self {
            Model::Sequential => Kind::OneByOne,
            Model::Rayon | Model::Thread | Model::ThreadPool => Kind::Threads,
            Model::AsyncTokio | Model::AsyncSmol | Model::AsyncTokioMulti => Kind::Async,
            Model::Multiprocess => Kind::Processes,
        }
    }

    /// How many tasks its demo has under way at once where no flag says so: one, as many as it has workers, or all. The numbers of
    /// workers are those in the sources of the demos, each the argument of its `Demo::with_workers` or the like.
    pub fn width(self, work: &Workload) -> usize {
        let width = match self {
            Model::Sequential => 1,
            Model::Rayon => work.cores,
            Model::ThreadPool => 4,
            Model::Multiprocess if work.compute.is_zero() => 64,
            Model::Multiprocess => work.cores,
            Model::Thread | Model::AsyncTokio | Model::AsyncSmol | Model::AsyncTokioMulti => work.tasks,
        };
        width.clamp(1, work.tasks.max(1))
    }

    /// On how many cores its tasks compute at once, at most.
    pub fn cores(self, work: &Workload) -> usize {
        match self {
            Model::Sequential | Model::AsyncTokio | Model::AsyncSmol => 1,
            _ => self.width(work).min(work.cores).max(1),
        }
    }

    /// What its demo will need of the system.
    pub fn needs(self, work: &Workload) -> Needs {
        let needs = Needs { tasks: work.tasks, ..Needs::default() };
        match self {
            Model::Thread => Needs { threads: work.tasks, does_with_fewer: true, ..needs },
            Model::ThreadPool | Model::Rayon => Needs { threads: self.width(work), ..needs },
            Model::AsyncTokioMulti => Needs { threads: work.cores, ..needs },
            Model::Multiprocess => Needs { processes: self.width(work), ..needs },
            Model::Sequential | Model::AsyncTokio | Model::AsyncSmol => needs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn work(tasks: usize, compute_ms: u64) -> Workload {
        Workload { tasks, wait: Duration::from_millis(10), compute: Duration::from_millis(compute_ms), cores: 2 }
    }

    #[test]
    fn the_list_is_in_the_order_of_simplicity() {
        assert!(Model::ALL.is_sorted());
        let kinds = Model::ALL.map(Model::kind);
        let first = |kind| kinds.iter().position(|found| *found == kind).unwrap();
        let last = |kind| kinds.iter().rposition(|found| *found == kind).unwrap();
        assert!(last(Kind::OneByOne) < first(Kind::Threads) && last(Kind::Threads) < first(Kind::Async));
        assert!(last(Kind::Async) < first(Kind::Processes));
    }

    #[test]
    fn nobody_is_wider_than_there_are_tasks_or_computes_on_more_cores_than_there_are() {
        for model in Model::ALL {
            for (tasks, compute) in [(1, 0), (3, 5), (1_000, 0), (1_000, 5)] {
                let work = work(tasks, compute);
                assert!((1..=tasks).contains(&model.width(&work)), "{model:?}");
                assert!((1..=2).contains(&model.cores(&work)), "{model:?}");
            }
        }
        assert_eq!(Model::Multiprocess.width(&work(1_000, 0)), 64);
        assert_eq!(Model::Multiprocess.width(&work(1_000, 5)), 2);
        assert_eq!(Model::AsyncTokio.cores(&work(1_000, 5)), 1);
        assert_eq!(Model::AsyncTokioMulti.cores(&work(1_000, 5)), 2);
    }
}
