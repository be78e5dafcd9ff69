//! The programs that are set side by side, and the ways in which they go about their tasks.

use crate::load::Load;

/// One program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contestant {
    /// What its row is called: the file in Python, or the package or binary in Rust.
    pub name: &'static str,
    /// What kind of program it is.
    pub kind: Kind,
    /// How it goes about its tasks.
    pub way: Way,
}

/// What kind of program one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of ours in Python.
    Script,
    /// A demo, in Rust. It keeps a record of what its tasks do.
    Demo,
    /// What a demo does, in Rust, without the record.
    Bare,
}

/// How tasks are gone about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One after the other.
    OneByOne,
    /// A thread for each.
    Threads,
    /// A few threads that take them from a queue.
    Pool,
    /// Async, on one thread.
    Async,
    /// Async, on several threads.
    AsyncMulti,
    /// Worker processes.
    Processes,
    /// A parallel iterator.
    Parallel,
}

/// A pool for tasks that wait has so many threads, in both languages.
const THREADS_THAT_WAIT: usize = 250;
/// The same for processes: as many as `demo_multiprocess` has where nothing is said.
const PROCESSES_THAT_WAIT: usize = 64;

const fn script(name: &'static str, way: Way) -> Contestant {
    Contestant { name, kind: Kind::Script, way }
}

const fn demo(name: &'static str, way: Way) -> Contestant {
    Contestant { name, kind: Kind::Demo, way }
}

const fn bare(name: &'static str, way: Way) -> Contestant {
    Contestant { name, kind: Kind::Bare, way }
}

/// The one that the async programs in Rust are compared with.
pub const ASYNCIO: &str = "async_asyncio.py";

/// Those that wait. One after the other is not among them: there all waits add up, in any language.
pub const WAITING: &[Contestant] = &[
    script("thread.py", Way::Threads),
    demo("demo_thread", Way::Threads),
    script("thread_pool.py", Way::Pool),
    demo("demo_thread_pool", Way::Pool),
    script("multiprocess.py", Way::Processes),
    demo("demo_multiprocess", Way::Processes),
    script(ASYNCIO, Way::Async),
    demo("demo_async_tokio", Way::Async),
    demo("demo_async_smol", Way::Async),
    demo("demo_async_tokio_multi", Way::AsyncMulti),
    bare("bare_tokio", Way::Async),
    bare("bare_smol", Way::Async),
];

/// Those that compute.
pub const COMPUTING: &[Contestant] = &[
    script("sequential.py", Way::OneByOne),
    demo("demo_sequential", Way::OneByOne),
    script(ASYNCIO, Way::Async),
    demo("demo_async_tokio", Way::Async),
    demo("demo_async_smol", Way::Async),
    demo("demo_async_tokio_multi", Way::AsyncMulti),
    script("thread.py", Way::Threads),
    demo("demo_thread", Way::Threads),
    script("thread_pool.py", Way::Pool),
    demo("demo_thread_pool", Way::Pool),
    script("multiprocess.py", Way::Processes),
    demo("demo_multiprocess", Way::Processes),
    demo("demo_rayon", Way::Parallel),
];

impl Contestant {
    /// Whether it is in Python.
    pub fn is_python(&self) -> bool {
        self.kind == Kind::Script
    }

    /// The package that cargo builds it from, where it is in Rust.
    pub fn package(&self) -> &'static str {
        if self.kind == Kind::Bare { "bare" } else { self.name }
    }

    /// Its language, for people and for JSON.
    pub fn language(&self) -> &'static str {
        if self.is_python() { "Python" } else { "Rust" }
    }

    /// How many workers it is to have, where it has workers.
    pub fn workers(&self, load: &Load, cores: usize) -> Option<usize> {
        match (self.way, load.waits()) {
            (Way::Pool, true) => Some(THREADS_THAT_WAIT.min(load.tasks)),
            (Way::Processes, true) => Some(PROCESSES_THAT_WAIT.min(load.tasks)),
            (Way::Pool | Way::Processes, false) => Some(cores.min(load.tasks)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python;

    #[test]
    fn every_file_is_there_and_no_name_twice() {
        for list in [WAITING, COMPUTING] {
            for (place, contestant) in list.iter().enumerate() {
                assert!(list[..place].iter().all(|other| other.name != contestant.name), "{}", contestant.name);
                assert!(!contestant.is_python() || python::script(contestant.name).is_file(), "{}", contestant.name);
            }
        }
    }
}
