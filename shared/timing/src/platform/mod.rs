//! What only the operating system can tell or do. This is the one module with a `cfg`: on Linux everything is
//! filled in, elsewhere what cannot be told is `None` and shows as `null` in a report.

#[cfg(all(target_os = "linux", not(timing_portable)))]
mod linux;
#[cfg(all(target_os = "linux", not(timing_portable)))]
mod linux_limits;
#[cfg(all(target_os = "linux", not(timing_portable)))]
pub use {linux::*, linux_limits::*};

#[cfg(not(all(target_os = "linux", not(timing_portable))))]
mod portable;
#[cfg(not(all(target_os = "linux", not(timing_portable))))]
pub use portable::*;

use std::cell::Cell;

/// What a process or thread has used of the machine, as the operating system counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// CPU time in the program's own code, in nanoseconds.
    pub cpu_user_ns: u64,
    /// CPU time in the kernel on the program's behalf, in nanoseconds.
    pub cpu_system_ns: u64,
    /// Context switches because a thread waited for something.
    pub switches_voluntary: u64,
    /// Context switches because the operating system interrupted a thread.
    pub switches_involuntary: u64,
}

impl Usage {
    /// What was used since `earlier`.
    pub fn since(self, earlier: Usage) -> Usage {
        Usage {
            cpu_user_ns: self.cpu_user_ns.saturating_sub(earlier.cpu_user_ns),
            cpu_system_ns: self.cpu_system_ns.saturating_sub(earlier.cpu_system_ns),
            switches_voluntary: self.switches_voluntary.saturating_sub(earlier.switches_voluntary),
            switches_involuntary: self.switches_involuntary.saturating_sub(earlier.switches_involuntary),
        }
    }

    /// The sum of both, also of what a worker made up.
    pub fn plus(self, other: Usage) -> Usage {
        Usage {
            cpu_user_ns: self.cpu_user_ns.saturating_add(other.cpu_user_ns),
            cpu_system_ns: self.cpu_system_ns.saturating_add(other.cpu_system_ns),
            switches_voluntary: self.switches_voluntary.saturating_add(other.switches_voluntary),
            switches_involuntary: self.switches_involuntary.saturating_add(other.switches_involuntary),
        }
    }

    /// For each count the larger one.
    pub fn max(self, other: Usage) -> Usage {
        Usage {
            cpu_user_ns: self.cpu_user_ns.max(other.cpu_user_ns),
            cpu_system_ns: self.cpu_system_ns.max(other.cpu_system_ns),
            switches_voluntary: self.switches_voluntary.max(other.switches_voluntary),
            switches_involuntary: self.switches_involuntary.max(other.switches_involuntary),
        }
    }
}

/// Where a program prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Errors,
}

/// Whose usage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All threads of this process.
    Process,
    /// All child processes that have ended and been waited for.
    EndedChildren,
    /// The calling thread.
    Thread,
}

/// Memory that programs can have here: of the machine, or of the container that they are in where that has less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// All of it, in bytes.
    pub all_bytes: u64,
    /// How much they can still take without anything being swapped out, in bytes.
    pub available_bytes: u64,
}

/// A limit of the system.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What it is called.
    pub name: String,
    /// What it is set to.
    pub value: u64,
    /// What it limits.
    pub of: Scarce,
    /// How many more of them there can be.
    pub room: u64,
    /// How to raise it so that there is room for so many more.
    pub raise: fn(u64) -> String,
}

/// What a limit limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scarce {
    /// Threads of this process.
    Threads,
    /// Threads of all processes together.
    ThreadsAndProcesses,
    /// Worker processes.
    Processes,
    /// Connections, all of them to one server.
    Connections,
}

thread_local! {
    static THREAD_ID: Cell<u32> = const { Cell::new(0) };
}

/// The calling thread's id, as the operating system numbers it where it does. Asked for once a thread, then remembered;
/// `on_first` is called on that first time.
#[inline]
pub fn thread_id(on_first: impl FnOnce()) -> u32 {
    let known = THREAD_ID.get();
    if known != 0 {
        return known;
    }
    let id = new_thread_id();
    THREAD_ID.set(id);
    on_first();
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(numbers: [u64; 4]) -> Usage {
        let [cpu_user_ns, cpu_system_ns, switches_voluntary, switches_involuntary] = numbers;
        Usage { cpu_user_ns, cpu_system_ns, switches_voluntary, switches_involuntary }
    }

    #[test]
    fn usages_are_reckoned_with_count_by_count() {
        let (one, other) = (usage([10, 20, 30, 40]), usage([5, 6, 70, 80]));
        assert_eq!(one.plus(other), usage([15, 26, 100, 120]));
        assert_eq!(one.since(other), usage([5, 14, 0, 0]));
        assert_eq!(one.max(other), usage([10, 20, 70, 80]));
    }

    #[test]
    fn a_thread_is_asked_for_its_id_once() {
        std::thread::spawn(|| {
            let mut asked = 0;
            let ids = [thread_id(|| asked += 1), thread_id(|| asked += 1)];
            assert_eq!((ids[0], asked), (ids[1], 1));
            let another = std::thread::spawn(|| thread_id(|| ())).join().unwrap();
            assert!(another != ids[0] && another != 0);
        })
        .join()
        .unwrap();
    }
}
